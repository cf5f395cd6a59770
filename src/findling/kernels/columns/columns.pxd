# C face of the column kernels: packs comparison results into bitmap words.

cdef extern from *:
    """
    #ifndef FINDLING_PACK_BITS
    #define FINDLING_PACK_BITS
    #include <string.h>
    static inline unsigned long long findling_pack_bits(const unsigned char *hits) {
        /* eight 0/1 bytes become eight bits by one multiplication, whatever the byte order of the machine */
        unsigned long long word = 0;
        for (int group = 0; group < 8; group++) {
            unsigned long long octets;
            memcpy(&octets, hits + 8 * group, 8);
    #if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
            octets = __builtin_bswap64(octets);
    #endif
            word |= ((octets * 0x0102040810204080ULL) >> 56) << (8 * group);
        }
        return word;
    }
    #endif
    """
    unsigned long long findling_pack_bits(const unsigned char* hits) noexcept nogil
