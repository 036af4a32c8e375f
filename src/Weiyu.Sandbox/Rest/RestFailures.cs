using Microsoft.AspNetCore.Http;
using Weiyu.Sandbox.Messaging;
using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Rest;

/// <summary>The wrong answers, and those that are right but not wanted.</summary>
internal static class RestFailures
{
    /// <summary>Failures with a code are said in today's words, whatever the generation: a test asked for exactly this.</summary>
    private static readonly SandboxHabits InWords = SandboxHabits.Real;

    public static async Task AnswerAsync(HttpContext http, RestFailure failure, Hub hub)
    {
        switch (failure)
        {
            case RestFailure.Http500:
                http.Response.StatusCode = StatusCodes.Status500InternalServerError;
                await http.Response.WriteAsync("{\"message\":\"internal error\",\"code\":500,\"data\":null}", http.RequestAborted);
                break;
            case RestFailure.CodeMinusOne:
                await Envelope.FailAsync(http, "the sandbox was told to fail");
                break;
            case RestFailure.Unauthorized:
                await Envelope.UnauthorizedAsync(http, hub.Habits);
                break;
            case RestFailure.NotFoundCode:
                await Envelope.RefuseAsync(http, Refusal.NotFound("not found"), InWords);
                break;
            case RestFailure.Forbidden:
                await Envelope.RefuseAsync(http, Refusal.Forbidden(), InWords);
                break;
            case RestFailure.Code500:
                await Envelope.RefuseAsync(http, Refusal.Business("操作失败"), InWords);
                break;
            case RestFailure.Conflict:
                await Envelope.RefuseAsync(http, Refusal.Conflict("数据已被修改，请重试") with { Status = StatusCodes.Status409Conflict }, InWords);
                break;
            case RestFailure.Unavailable503:
                await Envelope.RefuseAsync(http, new Refusal(StatusCodes.Status503ServiceUnavailable, 503, "服务暂不可用"), InWords);
                break;
            case RestFailure.BadRequest400:
                await Envelope.RefuseAsync(http, Refusal.Bad("请求参数错误"), InWords);
                break;
            case RestFailure.Html:
                http.Response.ContentType = "text/html; charset=utf-8";
                await http.Response.WriteAsync("<!doctype html><title>Bad gateway</title><h1>502</h1>", http.RequestAborted);
                break;
            case RestFailure.Truncated:
                http.Response.ContentType = "application/json; charset=utf-8";
                await http.Response.WriteAsync("{\"message\":\"success\",\"code\":200,\"data\":{\"content\":[{\"uid\":\"1", http.RequestAborted);
                break;
            case RestFailure.Garbled:
                http.Response.ContentType = "application/json; charset=utf-8";
                http.Response.Headers.ContentEncoding = "gzip";
                await http.Response.WriteAsync("{\"message\":\"success\",\"code\":200,\"data\":null}", http.RequestAborted);
                break;
            case RestFailure.Hang:
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, hub.Time, http.RequestAborted);
                }
                catch (OperationCanceledException)
                {
                    // The client has given up, or the server stops.
                }

                break;
            default:
                http.Abort();
                break;
        }
    }
}
