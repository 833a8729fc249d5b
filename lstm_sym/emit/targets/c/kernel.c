/* Vectors: as wide as the machine has them. A panel is LANES x PANEL columns of a matrix. */

#if defined(__AVX512F__)
#define BYTES 64
#define WIDE 4
#elif defined(__AVX__)
#define BYTES 32
#define WIDE 2
#else
#define BYTES 16
#define WIDE 2
#endif
#define LANES ((long)(BYTES / sizeof(real)))
#define TALL 6
#define DEEP 256
#define BROAD 64
#define APART 16

typedef real vec __attribute__((vector_size(BYTES)));
typedef real loose __attribute__((vector_size(BYTES), aligned(sizeof(real))));

static inline long least(long a, long b)
{
    return a < b ? a : b;
}

/* How many vectors a panel of a matrix of n columns is wide, how many panels it has, its room. */
static inline long wide(long n)
{
    return n > 2 * LANES ? WIDE : n > LANES ? 2 : 1;
}

static inline long panels(long n)
{
    return (n + wide(n) * LANES - 1) / (wide(n) * LANES);
}

static inline long packed(long k, long n)
{
    return panels(n) * wide(n) * LANES * k;
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
#pragma GCC unroll 6
        for (int r = 0; r < rows; r++) {
            const real s = x[r * row];
#pragma GCC unroll 4
            for (int v = 0; v < w; v++)
                sum[r][v] += b[v] * s;
        }
    }
    if (many == w * LANES) {
        for (int r = 0; r < rows; r++)
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

#define TILES(w)                                                                  \
    static void tiles_##w(long rows, long k, const real *a, long row, long step,  \
                          const real *panel, real *c, long ldc, long many, int add) \
    {                                                                             \
        switch (rows) {                                                           \
        case 6: tile(6, w, k, a, row, step, panel, c, ldc, many, add); break;     \
        case 5: tile(5, w, k, a, row, step, panel, c, ldc, many, add); break;     \
        case 4: tile(4, w, k, a, row, step, panel, c, ldc, many, add); break;     \
        case 3: tile(3, w, k, a, row, step, panel, c, ldc, many, add); break;     \
        case 2: tile(2, w, k, a, row, step, panel, c, ldc, many, add); break;     \
        case 1: tile(1, w, k, a, row, step, panel, c, ldc, many, add); break;     \
        }                                                                         \
    }
TILES(1)
TILES(2)
#if WIDE == 4
TILES(4)
#endif

static void tiles(long w, long rows, long k, const real *a, long row, long step,
                  const real *panel, real *c, long ldc, long many, int add)
{
#if WIDE == 4
    if (w == 4) {
        tiles_4(rows, k, a, row, step, panel, c, ldc, many, add);
        return;
    }
#endif
    if (w == 2)
        tiles_2(rows, k, a, row, step, panel, c, ldc, many, add);
    else
        tiles_1(rows, k, a, row, step, panel, c, ldc, many, add);
}

/* Put a block (kk x nn) of a matrix (k x n) at row k0 and column n0 into its panels. */
UNUSED static void pack(real *to, long k, long n, long k0, long n0, long kk, long nn,
                 const real *from, long by_k, long by_n)
{
    const long w = wide(n) * LANES;
    for (long j = n0; j < n0 + nn;) {
        const long p = j / w, low = j - p * w, many = least(w - low, n0 + nn - j);
        real *panel = to + p * w * k + k0 * w + low;
        const real *source = from + (j - n0) * by_n;
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
    const long w = wide(n), width = w * LANES;
    const long group = rows >= BROAD ? 1 : (BROAD + rows - 1) / (rows ? rows : 1);
    for (long t0 = 0; t0 < steps; t0 += group)
        for (long k0 = 0; k0 < k; k0 += 2 * DEEP)
            for (long j = 0; j < n; j += width) {
                const long deep = least(2 * DEEP, k - k0);
                for (long t = t0; t < least(steps, t0 + group); t++)
                    for (long r = 0; r < rows; r += TALL)
                        tiles(w, least(TALL, rows - r), deep, a + t * far_a + r * lda + k0, lda, 1,
                              panel + j * k + k0 * width, c + t * far_c + r * ldc + j, ldc,
                              least(width, n - j), add || k0 > 0);
            }
}

/* The room that outers() packs into, for operands of some width. */
UNUSED static long outers_room(long n)
{
    return DEEP * panels(n) * wide(n) * LANES + (DEEP * TALL + APART) * BROAD;
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
                    for (long s = 0; s < TALL; s++)
                        here[s] = from[i + s];
                for (long s = i; s < end; s++)
                    here[s - i] = from[s];
            }
            const real *panel = room;
            for (int q = 0; q < many; q++) {
                const long w = wide(n[q]), width = w * LANES;
                for (long j = 0; j < n[q]; j += width)
                    for (long i = i0; i < end; i += TALL)
                        tiles(w, least(TALL, end - i), deep,
                              tall + (i - i0) / TALL * next_tall, 1, TALL,
                              panel + j * deep, to[q] + i * n[q] + j, n[q],
                              least(width, n[q] - j), k0 > 0);
                panel += packed(deep, n[q]);
            }
        }
    }
}

/* to (m) = the sum over rows of e (m); this part of it does some of the m. */
UNUSED static void columns(long part, long parts, long rows, const real *e, long lde, long m, real *to)
{
    const long first = part * m / parts, last = (part + 1) * m / parts;
    for (long i = first; i < last; i++)
        to[i] = 0;
    for (long k = 0; k < rows; k++)
#pragma omp simd
        for (long i = first; i < last; i++)
            to[i] += e[k * lde + i];
}
