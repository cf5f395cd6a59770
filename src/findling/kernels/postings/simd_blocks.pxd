# Full blocks of postings unpacked with the compiler's vector types: one unrolled function per width. The format, and the
# plain version that other compilers and uncompiled code use, are in postings.py.

cdef extern from *:
    """
    #ifndef FINDLING_SIMD_BLOCKS
    #define FINDLING_SIMD_BLOCKS
    #if (defined(__GNUC__) && __GNUC__ >= 12) || defined(__clang__)
    #define FINDLING_HAS_SIMD_BLOCKS 1
    #include <string.h>

    typedef unsigned int findling_v4 __attribute__((vector_size(16)));

    static inline __attribute__((always_inline)) findling_v4 findling_row(
            const unsigned int *words, const int row, const int width) {
        const int word = row * width >> 5, shift = row * width & 31;
        findling_v4 low, high;
        memcpy(&low, words + 4 * word, 16);
        low >>= shift;
        if (shift + width > 32) {
            memcpy(&high, words + 4 * word + 4, 16);
            low |= high << (32 - shift);
        }
        return low & (unsigned int) ((1ULL << width) - 1);
    }

    static inline __attribute__((always_inline)) void findling_docs_of_width(
            const unsigned int *words, int previous, int *docs, const int width) {
        const findling_v4 zero = {0, 0, 0, 0};
        findling_v4 last = zero + (unsigned int) previous;
    #pragma GCC unroll 32
        for (int row = 0; row < 32; row++) {
            findling_v4 sums = findling_row(words, row, width) + 1u;
            sums += __builtin_shufflevector(sums, zero, 4, 0, 1, 2);
            sums += __builtin_shufflevector(sums, zero, 4, 4, 0, 1);
            sums += last;
            last = __builtin_shufflevector(sums, sums, 3, 3, 3, 3);
            memcpy(docs + 4 * row, &sums, 16);
        }
    }

    static inline __attribute__((always_inline)) void findling_freqs_of_width(
            const unsigned int *words, int *freqs, const int width) {
    #pragma GCC unroll 32
        for (int row = 0; row < 32; row++) {
            findling_v4 values = findling_row(words, row, width) + 1u;
            memcpy(freqs + 4 * row, &values, 16);
        }
    }

    #define FINDLING_DOCS(w) case w: findling_docs_of_width(words, previous, docs, w); return 1;
    #define FINDLING_FREQS(w) case w: findling_freqs_of_width(words, freqs, w); return 1;

    static int findling_unpack_docs(const unsigned int *words, int width, int previous, int *docs) {
        switch (width) {
        FINDLING_DOCS(1) FINDLING_DOCS(2) FINDLING_DOCS(3) FINDLING_DOCS(4) FINDLING_DOCS(5) FINDLING_DOCS(6)
        FINDLING_DOCS(7) FINDLING_DOCS(8) FINDLING_DOCS(9) FINDLING_DOCS(10) FINDLING_DOCS(11) FINDLING_DOCS(12)
        FINDLING_DOCS(13) FINDLING_DOCS(14) FINDLING_DOCS(15) FINDLING_DOCS(16) FINDLING_DOCS(17) FINDLING_DOCS(18)
        default: return 0;
        }
    }

    static int findling_unpack_freqs(const unsigned int *words, int width, int *freqs) {
        switch (width) {
        FINDLING_FREQS(1) FINDLING_FREQS(2) FINDLING_FREQS(3) FINDLING_FREQS(4) FINDLING_FREQS(5) FINDLING_FREQS(6)
        default: return 0;
        }
    }
    #else
    static int findling_unpack_docs(const unsigned int *words, int width, int previous, int *docs) { return 0; }
    static int findling_unpack_freqs(const unsigned int *words, int width, int *freqs) { return 0; }
    #endif
    #endif
    """
    # 0: not done, the plain version has to do it
    bint findling_unpack_docs(const unsigned int* words, int width, int previous, int* docs) noexcept nogil
    bint findling_unpack_freqs(const unsigned int* words, int width, int* freqs) noexcept nogil
