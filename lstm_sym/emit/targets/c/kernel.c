/* Vectors: as wide as the machine has them. TALL rows of WIDE vectors stay in registers. */

#if defined(__AVX512F__)
#define BYTES 64
#define WIDE 3
#define TALL 8
#elif defined(__AVX__)
#define BYTES 32
#define WIDE 2
#define TALL 6
#else
#define BYTES 16
#define WIDE 2
#define TALL 6
#endif
#define LANES ((long)(BYTES / sizeof(real)))
#define PANEL (WIDE * LANES)
#define DEEP 256
#define BROAD 48
#define APART 16

typedef real vec __attribute__((vector_size(BYTES)));
typedef real loose __attribute__((vector_size(BYTES), aligned(sizeof(real))));

static inline long least(long a, long b)
{
    return a < b ? a : b;
}

/* A packed matrix (k x n) is panels of PANEL columns; the last one has the vectors that are left.
   How many columns a panel has, and how many numbers a packed matrix. */
static inline long across(long left)
{
    return least(PANEL, (left + LANES - 1) / LANES * LANES);
}

static inline long packed(long k, long n)
{
    return (n + LANES - 1) / LANES * LANES * k;
}

/* c (rows x many) = or += a (rows x k) times one panel (k x w vectors). */
static inline __attribute__((always_inline)) void tile(
    const int rows, const int w, long k, const real *a, long row, long step,
    const real *panel, real *c, long ldc, long many, int add)
{
    vec sum[TALL][WIDE] = {{{0}}};
    for (long i = 0; i < k; i++) {
        const vec *b = (const vec *)(panel + i * w * LANES);
        const real *x = a + i * step;
#pragma GCC unroll 16
        for (int r = 0; r < rows; r++) {
            const real s = x[r * row];
#pragma GCC unroll 4
            for (int v = 0; v < w; v++)
                sum[r][v] += b[v] * s;
        }
    }
    if (many == w * LANES) {
#pragma GCC unroll 16
        for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
            for (int v = 0; v < w; v++) {
                loose *to = (loose *)(c + r * ldc + v * LANES);
                *to = add ? *to + sum[r][v] : sum[r][v];
            }
        return;
    }
    for (int r = 0; r < rows; r++)
        for (long j = 0; j < many; j++) {
            const real s = ((const real *)sum[r])[j];
            c[r * ldc + j] = add ? c[r * ldc + j] + s : s;
        }
}

/* The same for up to TALL rows and WIDE vectors: each size is code of its own. */
#define ROW(rows, w)                                                \
    case rows * (WIDE + 1) + w:                                     \
        tile(rows, w, k, a, row, step, panel, c, ldc, many, add); \
        break;
#if WIDE == 3
#define ROWS(rows) ROW(rows, 1) ROW(rows, 2) ROW(rows, 3)
#else
#define ROWS(rows) ROW(rows, 1) ROW(rows, 2)
#endif

static void tiles(long rows, long k, const real *a, long row, long step, const real *panel, real *c,
                  long ldc, long many, int add)
{
    switch (rows * (WIDE + 1) + (many + LANES - 1) / LANES) {
        ROWS(1) ROWS(2) ROWS(3) ROWS(4) ROWS(5) ROWS(6)
#if TALL == 8
        ROWS(7) ROWS(8)
#endif
    }
}

/* Put a block (kk x nn) of a matrix (k x n) at row k0 and column n0 into its panels. */
UNUSED static void pack(real *to, long k, long n, long k0, long n0, long kk, long nn,
                 const real *from, long by_k, long by_n)
{
    for (long j = n0; j < n0 + nn;) {
        const long begin = j / PANEL * PANEL, w = across(n - begin);
        const long many = least(begin + w, n0 + nn) - j;
        real *panel = to + begin * k + k0 * w + j - begin;
        const real *source = from + (j - n0) * by_n;
        if (by_n == 1)
            for (long i = 0; i < kk; i++)
                memcpy(panel + i * w, source + i * by_k, (size_t)many * sizeof(real));
        else
            for (long i = 0; i < kk; i++)
                for (long v = 0; v < many; v++)
                    panel[i * w + v] = source[i * by_k + v * by_n];
        j += many;
    }
}

/* c (steps x rows x n) = or += a (steps x rows x k) times packed (k x n); steps lie apart. */
UNUSED static void multiply(long steps, long far_a, long far_c, long rows, const real *a, long lda,
                     long k, const real *panel, long n, real *c, long ldc, int add)
{
    const long group = rows >= 64 ? 1 : (64 + rows - 1) / (rows ? rows : 1);
    for (long t0 = 0; t0 < steps; t0 += group)
        for (long k0 = 0; k0 < k; k0 += 2 * DEEP)
            for (long j = 0; j < n; j += PANEL) {
                const long deep = least(2 * DEEP, k - k0), width = across(n - j);
                for (long t = t0; t < least(steps, t0 + group); t++)
                    for (long r = 0; r < rows; r += TALL)
                        tiles(least(TALL, rows - r), deep, a + t * far_a + r * lda + k0, lda, 1,
                              panel + j * k + k0 * width, c + t * far_c + r * ldc + j, ldc,
                              least(width, n - j), add || k0 > 0);
            }
}

/* The room that outers() packs into, for operands of some width. */
UNUSED static long outers_room(long n)
{
    return packed(DEEP, n) + (DEEP * TALL + APART) * BROAD;
}

/* to[q] (m x n[q]) = the sum over rows of e (m) times v[q] (n[q]), for several operands v at once.
   This part of the parts does some of the m. */
UNUSED static void outers(long part, long parts, long rows, const real *e, long lde, long m,
                          int many, const real *const *v, const long *ldv, const long *n,
                          real *const *to, real *room)
{
    const long each = (m + parts - 1) / parts, up = (each + TALL - 1) / TALL * TALL;
    const long first = least(m, part * up), last = least(m, first + up);
    for (int q = 0; rows == 0 && q < many; q++)
        for (long i = first * n[q]; i < last * n[q]; i++)
            to[q][i] = 0;
    for (long k0 = 0; k0 < rows && first < last; k0 += DEEP) {
        const long deep = least(DEEP, rows - k0), next_tall = deep * TALL + APART;
        real *next = room;
        for (int q = 0; q < many; q++) {
            pack(next, deep, n[q], 0, 0, deep, n[q], v[q] + k0 * ldv[q], ldv[q], 1);
            next += packed(deep, n[q]);
        }
        real *const tall = next;
        for (long i0 = first; i0 < last; i0 += TALL * BROAD) {
            const long end = least(last, i0 + TALL * BROAD);
            for (long k = 0; k < deep; k++) {
                const real *const from = e + (k0 + k) * lde;
                real *here = tall + k * TALL;
                long i = i0;
                for (; i + TALL <= end; i += TALL, here += next_tall)
                    memcpy(here, from + i, TALL * sizeof(real));
                for (long s = i; s < end; s++)
                    here[s - i] = from[s];
            }
            const real *panel = room;
            for (int q = 0; q < many; q++) {
                for (long j = 0; j < n[q]; j += PANEL)
                    for (long i = i0; i < end; i += TALL)
                        tiles(least(TALL, end - i), deep, tall + (i - i0) / TALL * next_tall, 1,
                              TALL, panel + j * deep, to[q] + i * n[q] + j, n[q],
                              least(PANEL, n[q] - j), k0 > 0);
                panel += packed(deep, n[q]);
            }
        }
    }
}

/* to (m) = the sum over rows of e (m); this part of it does some of the m. */
UNUSED static void columns(long part, long parts, long rows, const real *e, long lde, long m,
                           real *to)
{
    const long first = part * m / parts, last = (part + 1) * m / parts;
    for (long i = first; i < last; i++)
        to[i] = 0;
    for (long k = 0; k < rows; k++)
#pragma omp simd
        for (long i = first; i < last; i++)
            to[i] += e[k * lde + i];
}
