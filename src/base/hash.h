/* FNV-1a for tables in memory, SHA-256 (FIPS 180-4) for what the manifest vouches for. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t jj_hash64(const void *data, size_t len);

typedef struct jj_sha256 {
    uint32_t state[8];
    uint64_t n_bytes;
    uint8_t block[64];
} jj_sha256;

void jj_sha256_init(jj_sha256 *h);
void jj_sha256_add(jj_sha256 *h, const void *data, size_t len);
/* Ends the digest: 64 lower-case hexadecimal digits and a NUL. */
void jj_sha256_hex(jj_sha256 *h, char out[65]);

#endif
