/*
 * Loops over arrays compiled for several generations of x86-64 at once; the widest the machine has
 * is chosen when the program starts. Only for integers and for IEEE operations that are not
 * contracted, so that every machine gives the same bits.
 */
#ifndef BASE_WIDE_H
#define BASE_WIDE_H

#if defined(__x86_64__) && defined(__linux__) && __GNUC__ >= 12 && !defined(__clang__) &&          \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define JJ_WIDE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define JJ_WIDE
#endif

#endif
