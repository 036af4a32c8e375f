namespace Weiyu.Rules.Intents;

/// <summary>
/// How much the linear classifier and the nearest example each have to say: two factors, found on examples that were held out of the
/// training, so that the shares of the labels are probabilities (multinomial logistic regression on the two scores, by Newton's method).
/// </summary>
internal readonly record struct Blend(double Linear, double Nearest)
{
    /// <summary>Where nothing can be held out; and what few examples are pulled towards.</summary>
    public static Blend Prior { get; } = new(3, 8);

    private const double Pull = 0.02;

    /// <summary>Finds the factors.</summary>
    public static Blend Fit(IReadOnlyList<Evidence> heldOut)
    {
        var blend = Prior;
        for (var round = 0; round < 25; round++)
        {
            double gl = Pull * (blend.Linear - Prior.Linear), gn = Pull * (blend.Nearest - Prior.Nearest), hll = Pull, hln = 0, hnn = Pull;
            foreach (var (linear, nearest, label) in heldOut)
            {
                var shares = blend.Shares(linear, nearest);
                double ml = 0, mn = 0, ll = 0, ln = 0, nn = 0;
                for (var i = 0; i < shares.Length; i++)
                {
                    var (share, l, n) = (shares[i], linear[i], nearest[i]);
                    ml += share * l;
                    mn += share * n;
                    ll += share * l * l;
                    ln += share * l * n;
                    nn += share * n * n;
                }

                gl += ml - linear[label];
                gn += mn - nearest[label];
                hll += ll - (ml * ml);
                hln += ln - (ml * mn);
                hnn += nn - (mn * mn);
            }

            var determinant = (hll * hnn) - (hln * hln);
            var (dl, dn) = (((hnn * gl) - (hln * gn)) / determinant, ((hll * gn) - (hln * gl)) / determinant);
            blend = new Blend(Math.Clamp(blend.Linear - Math.Clamp(dl, -4, 4), 0, 50), Math.Clamp(blend.Nearest - Math.Clamp(dn, -8, 8), 0, 100));
            if (Math.Abs(dl) + Math.Abs(dn) < 1e-4) break;
        }

        return blend;
    }

    /// <summary>The share of each label, together 1.</summary>
    public double[] Shares(float[] linear, float[] nearest)
    {
        var shares = new double[linear.Length];
        var highest = double.NegativeInfinity;
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = (Linear * linear[i]) + (Nearest * nearest[i]);
            highest = Math.Max(highest, shares[i]);
        }

        double sum = 0;
        for (var i = 0; i < shares.Length; i++) sum += shares[i] = Math.Exp(shares[i] - highest);
        for (var i = 0; i < shares.Length; i++) shares[i] /= sum;
        return shares;
    }
}

/// <summary>What both say of a text whose label is known.</summary>
internal sealed record Evidence(float[] Linear, float[] Nearest, int Label);
