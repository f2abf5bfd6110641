/* A PKCS#11 module in front of SoftHSM's that does one thing wrong: which, FAULT says. It counts logins in the file LOGINS. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long ulong;
typedef ulong (*function)();

/* Where functions stand in a CK_FUNCTION_LIST, and some constants of PKCS#11. */
enum { FUNCTION_LIST = 3, TOKEN_INFO = 6, OPEN_SESSION = 12, LOGIN = 18, ATTRIBUTES = 24, SIGN = 43, FUNCTIONS = 68 };
enum { FINAL_TRY = 0x20000, PIN_LOCKED = 0x40000 };
enum { EC_POINT = 0x181 };
enum { REJECTED = 0x200, DEVICE_REMOVED = 0x32, LOCKED = 0xa4, NOT_PRESENT = 0xe0, EXPIRED = 0xa3 };

struct list { unsigned char version[2]; function at[FUNCTIONS]; };
struct token_info { unsigned char texts[96]; ulong flags; };
struct attribute { ulong type; void *value; ulong length; };

static struct list ours, *theirs;

static int is(const char *fault) {
    const char *asked = getenv("FAULT");
    return asked && !strcmp(asked, fault);
}

static ulong token_info(ulong slot, struct token_info *info) {
    ulong answer = theirs->at[TOKEN_INFO](slot, info);
    if (is("final-try")) info->flags |= FINAL_TRY;
    if (is("locked")) info->flags |= PIN_LOCKED;
    return answer;
}

static ulong open_session(ulong slot, ulong flags, void *data, void *notify, ulong *session) {
    return is("absent") ? NOT_PRESENT : theirs->at[OPEN_SESSION](slot, flags, data, notify, session);
}

static ulong login(ulong session, ulong user, unsigned char *pin, ulong length) {
    const char *path = getenv("LOGINS");
    FILE *count = path ? fopen(path, "a") : NULL;
    if (count) { fputc('.', count); fclose(count); }
    if (is("locks")) return LOCKED;
    if (is("expired")) return EXPIRED;
    return theirs->at[LOGIN](session, user, pin, length);
}

static ulong attributes(ulong session, ulong object, struct attribute *wanted, ulong count) {
    ulong answer = theirs->at[ATTRIBUTES](session, object, wanted, count);
    for (struct attribute *one = wanted; one < wanted + count; one++) {
        unsigned char *point = one->value;
        if (one->type != EC_POINT || one->length != 34) continue;
        if (is("bit-string")) one->length = 35;
        if (is("long-point")) one->length = 59;
        if (!point) continue;
        if (is("raw-point")) {
            memmove(point, point + 2, one->length = 32);
        } else if (is("bit-string")) {
            memmove(point + 3, point + 2, 32);
            memcpy(point, "\x03\x21\x00", 3);
        } else if (is("small-order")) {
            memset(point + 2, 0, 32);
            point[2] = 1;
        } else if (is("other-key")) {
            /* of RFC 8032, section 7.1 */
            memcpy(point + 2, "\xd7\x5a\x98\x01\x82\xb1\x0a\xb7\xd5\x4b\xfe\xd3\xc9\x64\x07\x3a"
                              "\x0e\xe1\x72\xf3\xda\xa6\x23\x25\xaf\x02\x1a\x68\xf7\x07\x51\x1a", 32);
        }
    }
    return answer;
}

static ulong sign(ulong session, unsigned char *data, ulong length, unsigned char *signature, ulong *size) {
    if (is("removed")) return DEVICE_REMOVED;
    if (is("rejects")) return REJECTED;
    ulong answer = theirs->at[SIGN](session, data, length, signature, size);
    if (signature && is("flips")) signature[0] ^= 1;
    if (signature && is("short")) *size = 63;
    return answer;
}

ulong C_GetFunctionList(struct list **list) {
    function get = (function)dlsym(dlopen("/usr/lib/softhsm/libsofthsm2.so", RTLD_NOW), "C_GetFunctionList");
    ulong answer = get(&theirs);
    ours = *theirs;
    ours.at[FUNCTION_LIST] = (function)C_GetFunctionList;
    ours.at[TOKEN_INFO] = (function)token_info;
    ours.at[OPEN_SESSION] = (function)open_session;
    ours.at[LOGIN] = (function)login;
    ours.at[ATTRIBUTES] = (function)attributes;
    ours.at[SIGN] = (function)sign;
    *list = &ours;
    return answer;
}
