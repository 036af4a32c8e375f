using Microsoft.AspNetCore.Http;

namespace Weiyu.Sandbox.Rest;

/// <summary>The wrong answers.</summary>
internal static class RestFailures
{
    public static async Task AnswerAsync(HttpContext http, RestFailure failure, TimeProvider time)
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
                await Envelope.UnauthorizedAsync(http);
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
                    await Task.Delay(Timeout.InfiniteTimeSpan, time, http.RequestAborted);
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
