# Sums over two vectors with the compiler's vector types, in an order that does not depend on how wide the machine's are:
# 32 running sums of floats, then those of equal place, so that scores are the same bits everywhere. The plain version,
# which other compilers and uncompiled code use, is in distances.py. Sums of whole numbers are exact in any order.

cdef extern from *:
    """
    #ifndef FINDLING_SIMD_VECTORS
    #define FINDLING_SIMD_VECTORS
    #include <string.h>
    #include <stddef.h>

    #if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GLIBC__) && (__GNUC__ >= 11 || __clang_major__ >= 14)
    #define FINDLING_WIDE __attribute__((target_clones("avx2", "default")))
    #else
    #define FINDLING_WIDE
    #endif

    #if defined(__GNUC__) || defined(__clang__)
    typedef float findling_f8 __attribute__((vector_size(32)));

    #define FINDLING_SUM(name, term, step) \\
    FINDLING_WIDE static float name(const float *x, const float *y, const ptrdiff_t n) { \\
        findling_f8 a = {0}, b = {0}, c = {0}, d = {0}, v[8]; \\
        ptrdiff_t i = 0; \\
        float rest = 0; \\
        for (; i + 32 <= n; i += 32) { \\
            memcpy(v, x + i, 128); memcpy(v + 4, y + i, 128); \\
            step(a, v[0], v[4]) step(b, v[1], v[5]) step(c, v[2], v[6]) step(d, v[3], v[7]) \\
        } \\
        for (; i + 8 <= n; i += 8) { \\
            memcpy(v, x + i, 32); memcpy(v + 4, y + i, 32); \\
            step(a, v[0], v[4]) \\
        } \\
        for (; i < n; i++) rest += term(x[i], y[i]); \\
        a = (a + b) + (c + d); \\
        return (((a[0] + a[4]) + (a[1] + a[5])) + ((a[2] + a[6]) + (a[3] + a[7]))) + rest; \\
    }
    #define FINDLING_PRODUCT(p, q) ((p) * (q))
    #define FINDLING_SQUARE(p, q) (((p) - (q)) * ((p) - (q)))
    #define FINDLING_ADD_PRODUCT(s, p, q) s += p * q;
    #define FINDLING_ADD_SQUARE(s, p, q) { const findling_f8 apart = p - q; s += apart * apart; }
    FINDLING_SUM(findling_dot, FINDLING_PRODUCT, FINDLING_ADD_PRODUCT)
    FINDLING_SUM(findling_square, FINDLING_SQUARE, FINDLING_ADD_SQUARE)
    #else
    static float findling_dot(const float *x, const float *y, const ptrdiff_t n) {
        float sum = 0;
        for (ptrdiff_t i = 0; i < n; i++) sum += x[i] * y[i];
        return sum;
    }
    static float findling_square(const float *x, const float *y, const ptrdiff_t n) {
        float sum = 0;
        for (ptrdiff_t i = 0; i < n; i++) sum += (x[i] - y[i]) * (x[i] - y[i]);
        return sum;
    }
    #endif

    FINDLING_WIDE static int findling_dot_bytes(const signed char *x, const signed char *y, const ptrdiff_t n) {
        int sum = 0;
        for (ptrdiff_t i = 0; i < n; i++) sum += (short) x[i] * (short) y[i];
        return sum;
    }

    FINDLING_WIDE static int findling_square_bytes(const signed char *x, const signed char *y, const ptrdiff_t n) {
        int sum = 0;
        for (ptrdiff_t i = 0; i < n; i++) { const short apart = (short) x[i] - (short) y[i]; sum += apart * apart; }
        return sum;
    }

    /* asks for a row's bytes before they are read: rows lie anywhere in memory, and the walk waits for little else */
    static inline void findling_fetch_ahead(const void *row, const ptrdiff_t n) {
    #if defined(__GNUC__) || defined(__clang__)
        for (ptrdiff_t at = 0; at < n && at < 512; at += 64) __builtin_prefetch((const char *) row + at);
    #endif
    }

    static int findling_apart_bits(const signed char *x, const signed char *y, const ptrdiff_t n) {
        int sum = 0;
        ptrdiff_t i = 0;
        unsigned long long p, q;
        for (; i + 8 <= n; i += 8) {
            memcpy(&p, x + i, 8); memcpy(&q, y + i, 8);
            p ^= q;
            p -= (p >> 1) & 0x5555555555555555ULL;
            p = (p & 0x3333333333333333ULL) + ((p >> 2) & 0x3333333333333333ULL);
            sum += (int) ((((p + (p >> 4)) & 0x0F0F0F0F0F0F0F0FULL) * 0x0101010101010101ULL) >> 56);
        }
        for (; i < n; i++)
            for (unsigned int b = (unsigned char) (x[i] ^ y[i]); b; b &= b - 1) sum++;
        return sum;
    }
    #endif
    """
    float findling_dot(const float* x, const float* y, Py_ssize_t n) noexcept nogil
    float findling_square(const float* x, const float* y, Py_ssize_t n) noexcept nogil
    int findling_dot_bytes(const signed char* x, const signed char* y, Py_ssize_t n) noexcept nogil
    int findling_square_bytes(const signed char* x, const signed char* y, Py_ssize_t n) noexcept nogil
    void findling_fetch_ahead(const void* row, Py_ssize_t n) noexcept nogil
    int findling_apart_bits(const signed char* x, const signed char* y, Py_ssize_t n) noexcept nogil
