using CsCheck;
using Weiyu.Bot.Core;
using Xunit;

namespace Weiyu.Bot.Tests.Pipeline;

public sealed class UidsTests
{
    private static readonly Gen<string> AnyText = Gen.String[0, 40];

    [Fact]
    public void The_same_cause_has_the_same_uid_in_every_run()
    {
        // Written down: a change would answer everything in flight a second time after an update.
        Assert.StartsWith("98b201", Uids.Reply("user", "question", 0), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_account_another_question_and_another_ordinal_have_uids_of_their_own()
    {
        string[] uids = [Uids.Reply("a", "q", 0), Uids.Reply("b", "q", 0), Uids.Reply("a", "r", 0), Uids.Reply("a", "q", 1), Uids.Derive("a", "q", "read")];

        Assert.Equal(uids.Length, uids.Distinct().Count());
    }

    [Fact]
    public void A_uid_is_32_hex_digits_without_hyphens_and_certifies_itself() =>
        Gen.Select(AnyText, AnyText, AnyText).Sample((account, cause, what) =>
        {
            var uid = Uids.Derive(account, cause, what);
            return uid.Length == 32 && uid.All(char.IsAsciiHexDigitLower) && Uids.IsDerived(uid);
        });

    [Fact]
    public void A_uid_with_one_digit_changed_is_not_ours() =>
        Gen.Select(AnyText, Gen.Int[0, 31], Gen.Char["0123456789abcdef"]).Sample((cause, place, digit) =>
        {
            var uid = Uids.Reply("user", cause, 0);
            var changed = uid[..place] + digit + uid[(place + 1)..];
            return Uids.IsDerived(changed) == (changed == uid);
        });

    [Theory]
    [InlineData("")]
    [InlineData("0123")]
    [InlineData("not hex at all, thirty-two char.")]
    [InlineData("9f8e7d6c5b4a39281706f5e4d3c2b1a0")]
    public void What_others_made_up_is_not_ours(string uid) => Assert.False(Uids.IsDerived(uid));
}
