#define UNUSED __attribute__((unused))

/* Functions without branches, so that loops over them are vectors; errors below 2 ulp. */

#if SINGLE
typedef int32_t bits;
typedef uint32_t wholes;
#define MAGIC 0x1.8p23f
#define SHIFT 23
#define BIAS 127
#define LOG2E 0x1.715476p0f
#define LN2_HIGH 0x1.62e4p-1f
#define LN2_LOW 0x1.7f7d1cp-20f
#define SATURATED 10.0f
#define TINY 104.0f
#define HUGE_ 89.0f
#define FMA __builtin_fmaf
#define SIGN __builtin_copysignf
#define LIBM(name) name##f
static const real TAYLOR[] = {0x1.a01a02p-13f, 0x1.6c16c2p-10f, 0x1.111112p-7f,
                              0x1.555556p-5f,  0x1.555556p-3f,  0x1p-1f};
#else
typedef int64_t bits;
typedef uint64_t wholes;
#define MAGIC 0x1.8p52
#define SHIFT 52
#define BIAS 1023
#define LOG2E 0x1.71547652b82fep0
#define LN2_HIGH 0x1.62e42fefa38p-1
#define LN2_LOW 0x1.ef35793c7673p-45
#define SATURATED 22.0
#define TINY 746.0
#define HUGE_ 710.0
#define FMA __builtin_fma
#define SIGN __builtin_copysign
#define LIBM(name) name
static const real TAYLOR[] = {0x1.6124613a86d09p-33, 0x1.1eed8eff8d898p-29, 0x1.ae64567f544e4p-26,
                              0x1.27e4fb7789f5cp-22, 0x1.71de3a556c734p-19, 0x1.a01a01a01a01ap-16,
                              0x1.a01a01a01a01ap-13, 0x1.6c16c16c16c17p-10, 0x1.1111111111111p-7,
                              0x1.5555555555555p-5,  0x1.5555555555555p-3,  0x1p-1};
#endif
#define TERMS ((int)(sizeof(TAYLOR) / sizeof(TAYLOR[0])))

typedef union { real number; bits word; } both;

/* 2^k for a whole k. */
UNUSED static inline real power(bits k)
{
    both made;
    made.word = (bits)((wholes)(k + BIAS) << SHIFT);
    return made.number;
}

/* e^r - 1 for |r| <= ln(2)/2: r + r^2 times a polynomial, its odd and even parts side by side. */
UNUSED static inline real small(real r)
{
    const real r2 = r * r;
    real odd = TAYLOR[0], even = TAYLOR[1];
#pragma GCC unroll 8
    for (int i = 2; i < TERMS; i += 2) {
        odd = odd * r2 + TAYLOR[i];
        even = even * r2 + TAYLOR[i + 1];
    }
    return (odd * r + even) * r2 + r;
}

/* x = k ln(2) + r with k whole. */
UNUSED static inline real reduced(real x, bits *k)
{
    both sum;
    sum.number = x * LOG2E + MAGIC;
    both zero;
    zero.number = MAGIC;
    const real whole = sum.number - MAGIC;
    *k = sum.word - zero.word;
    return (x - whole * LN2_HIGH) - whole * LN2_LOW;
}

UNUSED static inline real exp_(real x)
{
    bits k;
    x = x > HUGE_ ? HUGE_ : x;
    x = x < -TINY ? -TINY : x;
    const real r = reduced(x, &k);
    const bits half = k >> 1;
    return (small(r) + 1) * power(half) * power(k - half);
}

/* (a + b) / (s + t) for small b and t: what rounding left over is put right if that is cheap. */
UNUSED static inline real quotient(real a, real b, real s, real t)
{
    const real q = 1 / s, y = a * q;
#ifdef __FP_FAST_FMA
    return y + (FMA(-s, y, a) + (b - y * t)) * q;
#else
    return y + b * q;
#endif
}

UNUSED static inline real tanh_(real x)
{
    bits k;
    const real size = x < 0 ? -x : x;
    const real r = reduced(2 * (size > SATURATED ? SATURATED : size), &k);
    const real scale = power(k), m = scale * small(r), rest = scale - 1;
    const real e = m + rest, low = (rest - e) + m;
    const real s = e + 2, two = s - e;
    return SIGN(quotient(e, low, s, (e - (s - two)) + (2 - two)), x);
}

UNUSED static inline real sigma_(real x)
{
    const real e = exp_(x < 0 ? x : -x), s = 1 + e;
    return quotient(x < 0 ? e : 1, 0, s, (1 - s) + e);
}

UNUSED static inline real softplus_(real x)
{
    const real size = x < 0 ? -x : x;
    return (x > 0 ? x : 0 * x) + LIBM(log1p)(exp_(-size));
}

UNUSED static inline real relu_(real x)
{
    return x < 0 ? 0 : x;
}

UNUSED static inline real heaviside_(real x)
{
    return x > 0 ? 1 : x <= 0 ? 0 : x;
}

UNUSED static inline real sign_(real x)
{
    return x > 0 ? 1 : x < 0 ? -1 : x;
}

UNUSED static inline real larger(real x, real y)
{
    return x > y ? x : y;
}

UNUSED static inline real smaller(real x, real y)
{
    return x < y ? x : y;
}

#define log_ LIBM(log)
#define sqrt_ LIBM(sqrt)
#define erf_ LIBM(erf)
#define abs_ LIBM(fabs)
#define sin_ LIBM(sin)
#define cos_ LIBM(cos)
#define sinh_ LIBM(sinh)
#define cosh_ LIBM(cosh)
