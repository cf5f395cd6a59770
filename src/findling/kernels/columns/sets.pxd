# C face of the set kernels: the bit operations that other kernels use on bitmap words.

cdef extern from *:
    """
    #ifndef FINDLING_CTZ64
    #define FINDLING_CTZ64
    #if defined(_MSC_VER)
    #include <intrin.h>
    static __inline int findling_ctz64(unsigned long long word) {
        unsigned long index;
        _BitScanForward64(&index, word);
        return (int) index;
    }
    #else
    static inline int findling_ctz64(unsigned long long word) { return __builtin_ctzll(word); }
    #endif
    #endif
    """
    int findling_ctz64(unsigned long long word) noexcept nogil


cdef Py_ssize_t gallop(const int[::1] docs, Py_ssize_t start, int target) noexcept nogil
