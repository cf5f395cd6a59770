# C face of term_scan.py: looks at many terms at a time; the functions stand there in plain Python.

cdef extern from *:
    """
    #ifndef FINDLING_TERM_SCAN
    #define FINDLING_TERM_SCAN
    #include <stddef.h>
    #include <string.h>

    #if (defined(__GNUC__) && __GNUC__ >= 12) || defined(__clang__)
    #if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    #define FINDLING_HAS_TERM_SCAN 1
    typedef unsigned char findling_v16 __attribute__((vector_size(16)));
    typedef unsigned long long findling_v2 __attribute__((vector_size(16)));

    /* the place of the first byte that is not zero; one of the two halves is not */
    static inline ptrdiff_t findling_first(const findling_v2 found) {
        return found[0] ? __builtin_ctzll(found[0]) >> 3 : 8 + (__builtin_ctzll(found[1]) >> 3);
    }

    static inline findling_v16 findling_load(const unsigned char *bytes) {
        findling_v16 loaded;
        memcpy(&loaded, bytes, 16);
        return loaded;
    }

    static inline __attribute__((always_inline)) findling_v16 findling_branches(
            const findling_v16 shared, const findling_v16 branch, const unsigned char size,
            const unsigned char *wanted, const int n) {
        const findling_v16 zero = {0};
        findling_v16 goes_on = (findling_v16) (branch > 127 - zero);
        for (int i = 0; i < n; i++) goes_on |= (findling_v16) (branch == wanted[i] - zero);
        return (findling_v16) (shared < size - zero) | ((findling_v16) (shared == size - zero) & goes_on);
    }

    static inline __attribute__((always_inline)) ptrdiff_t findling_skip_branches(
            const unsigned char *shared, const unsigned char *branch, ptrdiff_t at, const ptrdiff_t end,
            const unsigned char size, const unsigned char *wanted, const int n) {
        while (at + 32 <= end) {
            const findling_v16 first = findling_branches(
                findling_load(shared + at), findling_load(branch + at), size, wanted, n);
            const findling_v16 second = findling_branches(
                findling_load(shared + at + 16), findling_load(branch + at + 16), size, wanted, n);
            const findling_v2 any = (findling_v2) (first | second), early = (findling_v2) first;
            if (any[0] | any[1])
                return early[0] | early[1] ? at + findling_first(early) : at + 16 + findling_first((findling_v2) second);
            at += 32;
        }
        return at;
    }
    #endif
    #endif

    static inline ptrdiff_t findling_next_branch(
            const unsigned char *shared, const unsigned char *branch, ptrdiff_t at, const ptrdiff_t end,
            const int size, const unsigned char *wanted, const int n) {
    #ifdef FINDLING_HAS_TERM_SCAN
        switch (n) {
        case 0: at = findling_skip_branches(shared, branch, at, end, size, wanted, 0); break;
        case 1: at = findling_skip_branches(shared, branch, at, end, size, wanted, 1); break;
        case 2: at = findling_skip_branches(shared, branch, at, end, size, wanted, 2); break;
        case 3: at = findling_skip_branches(shared, branch, at, end, size, wanted, 3); break;
        default: at = findling_skip_branches(shared, branch, at, end, size, wanted, n);
        }
    #endif
        for (; at < end; at++) {
            if (shared[at] < size) return at;
            if (shared[at] > size) continue;
            if (branch[at] > 127) return at;
            for (int i = 0; i < n; i++) if (branch[at] == wanted[i]) return at;
        }
        return at;
    }

    static inline ptrdiff_t findling_next_at_most(
            const unsigned char *shared, ptrdiff_t at, const ptrdiff_t end, const int limit) {
        for (int i = 0; i < 4 && at < end; i++, at++) /* most are found here */
            if (shared[at] <= limit) return at;
    #ifdef FINDLING_HAS_TERM_SCAN
        const findling_v16 most = (unsigned char) limit - (findling_v16) {0};
        while (at + 16 <= end) {
            const findling_v2 found = (findling_v2) (findling_load(shared + at) <= most);
            if (found[0] | found[1]) return at + findling_first(found);
            at += 16;
        }
    #endif
        while (at < end && shared[at] > limit) at++;
        return at;
    }

    /* the place in a text of its byte that is rarest in words, as far as one can say without looking */
    static inline ptrdiff_t findling_rarest(const unsigned char *wanted, const ptrdiff_t n) {
        static const char common[] = "eariotnslcdpumghbyfvkw";
        ptrdiff_t best = 0;
        const char *rank = common;
        for (ptrdiff_t i = 0; i < n; i++) {
            const char *found = strchr(common, wanted[i]);
            if (!found || !*found) return i;
            if (found > rank) best = i, rank = found;
        }
        return best;
    }

    static inline ptrdiff_t findling_find_bytes(
            const unsigned char *text, ptrdiff_t at, const ptrdiff_t end, const unsigned char *wanted,
            const ptrdiff_t n, const ptrdiff_t rarest) {
        const ptrdiff_t last = end - n;
    #ifdef FINDLING_HAS_TERM_SCAN
        const ptrdiff_t beside = rarest + 1 < n ? rarest + 1 : rarest ? rarest - 1 : 0;
        const findling_v16 zero = {0}, first = wanted[rarest] - zero, second = wanted[beside] - zero;
        while (at + 15 <= last) { /* sixteen places at a time at which two of the bytes are right */
            const findling_v2 found = (findling_v2) ((findling_load(text + at + rarest) == first)
                & (findling_load(text + at + beside) == second));
            if (found[0] | found[1])
                for (int half = 0; half < 2; half++)
                    for (unsigned long long left = found[half]; left;) {
                        const int place = __builtin_ctzll(left) & 56;
                        const ptrdiff_t start = at + 8 * half + (place >> 3);
                        if (!memcmp(text + start, wanted, n)) return start;
                        left &= ~(0xFFULL << place);
                    }
            at += 16;
        }
    #endif
        for (; at <= last; at++)
            if (text[at] == wanted[0] && !memcmp(text + at, wanted, n)) return at;
        return end;
    }
    #endif
    """
    Py_ssize_t findling_next_branch(
        const unsigned char* shared, const unsigned char* branch, Py_ssize_t at, Py_ssize_t end, int size,
        const unsigned char* wanted, int n) noexcept nogil
    Py_ssize_t findling_find_bytes(
        const unsigned char* text, Py_ssize_t at, Py_ssize_t end, const unsigned char* wanted, Py_ssize_t n,
        Py_ssize_t rarest) noexcept nogil
    Py_ssize_t findling_rarest(const unsigned char* wanted, Py_ssize_t n) noexcept nogil
    Py_ssize_t findling_next_at_most(
        const unsigned char* shared, Py_ssize_t at, Py_ssize_t end, int limit) noexcept nogil
