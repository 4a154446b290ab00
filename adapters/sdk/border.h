/* The border between the hub and a native partner: plain C, nothing else crosses it.
 *
 * A plugin is a shared library that exports two names and nothing else:
 *   patchbay_plugin_magic     data, compared byte by byte before any function is called
 *   patchbay_plugin_entry_v1  a function that gives the table of the plugin's functions
 *
 * Rules. Whoever allocates frees: no memory changes hands. What the hub hands in lives until the
 * function returns; what a plugin hands out lives until the conversation is resumed again or
 * destroyed. No exception crosses. Every struct begins with its size, so that later versions may
 * add members at its end, where zero means "not given": the reader uses only members inside the
 * size it was given, the writer fills only those (sized.h). So an older plugin works with a newer
 * hub and the reverse. The hub uses a conversation from one thread at a time and different
 * conversations at once. A library is never unloaded.
 */
#ifndef PATCHBAY_SDK_BORDER_H
#define PATCHBAY_SDK_BORDER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PATCHBAY_CONTRACT_MAJOR 1 /* another major: not compatible */
#define PATCHBAY_CONTRACT_MINOR 1 /* members were added at ends; all minors work together */

#define PATCHBAY_TEXT_OF(x) #x
#define PATCHBAY_TEXT(x) PATCHBAY_TEXT_OF(x)
#if defined(__clang__)
#define PATCHBAY_COMPILER "clang-" PATCHBAY_TEXT(__clang_major__)
#elif defined(__GNUC__)
#define PATCHBAY_COMPILER "gcc-" PATCHBAY_TEXT(__GNUC__)
#else
#define PATCHBAY_COMPILER "other"
#endif
#if defined(__x86_64__)
#define PATCHBAY_MACHINE "x86_64"
#elif defined(__aarch64__)
#define PATCHBAY_MACHINE "aarch64"
#else
#define PATCHBAY_MACHINE "other"
#endif
/* Compiler and machine of a build: a plugin of another one would need another C++ library. */
#define PATCHBAY_BUILD PATCHBAY_COMPILER " " PATCHBAY_MACHINE

typedef struct patchbay_magic {
  uint32_t struct_size;
  uint32_t contract_major;
  uint32_t contract_minor;
  char build[64]; /* PATCHBAY_BUILD, padded with NUL */
} patchbay_magic;

/* Bytes with a length; may hold NUL; `data` may be null when `size` is 0. */
typedef struct patchbay_bytes {
  const char* data;
  size_t size;
} patchbay_bytes;

typedef struct patchbay_pair {
  patchbay_bytes name;
  patchbay_bytes value;
} patchbay_pair;

typedef struct patchbay_call {
  uint32_t struct_size;
  patchbay_bytes capability;
  patchbay_bytes idempotency_key; /* empty for reads */
  patchbay_bytes request_json;    /* an object that fits the capability's schema */
  const patchbay_pair* settings;
  size_t settings_count;
  int64_t now_us; /* microseconds since 1970-01-01 UTC: the only clock */
  /* Since 1.1. */
  const patchbay_pair* secrets; /* those that the manifest names; never to be written anywhere */
  size_t secrets_count;
  /* Writes one line to the hub's log (level: PATCHBAY_LOG_…). Call it with `hub` only while the
   * conversation is begun, resumed or destroyed. Null: the hub takes no lines. */
  void (*log)(void* hub, uint32_t level, patchbay_bytes line);
  void* hub;
} patchbay_call;

enum { /* levels of patchbay_call.log */
       PATCHBAY_LOG_DEBUG = 0,
       PATCHBAY_LOG_INFO = 1,
       PATCHBAY_LOG_WARNING = 2,
       PATCHBAY_LOG_ERROR = 3
};

/* What the partner told by a webhook whose signature the hub has verified. Since 1.1. */
typedef struct patchbay_webhook {
  uint32_t struct_size;
  patchbay_bytes type;    /* the partner's name of it */
  patchbay_bytes id;      /* the partner's, the same for every repeat */
  patchbay_bytes body;    /* any bytes */
  int64_t received_at_us; /* microseconds since 1970-01-01 UTC */
} patchbay_webhook;

enum { /* patchbay_reply.kind */
       PATCHBAY_REPLY_BEGIN = 0,
       PATCHBAY_REPLY_RESPONSE = 1,     /* status, headers, bytes: the body */
       PATCHBAY_REPLY_HTTP_FAILURE = 2, /* stage, timed_out, bytes: the message */
       PATCHBAY_REPLY_FILE_CHUNK = 3,   /* bytes, end_of_file, file_size */
       PATCHBAY_REPLY_FILE_FAILURE = 4, /* bytes: the message */
       PATCHBAY_REPLY_WAITED = 5
};

enum { /* patchbay_reply.stage; from SENT on the partner may have acted */
       PATCHBAY_STAGE_REFUSED = 0,
       PATCHBAY_STAGE_RESOLVE = 1,
       PATCHBAY_STAGE_CONNECT = 2,
       PATCHBAY_STAGE_HANDSHAKE = 3,
       PATCHBAY_STAGE_SENT = 4,
       PATCHBAY_STAGE_PARTLY_RECEIVED = 5
};

/* What the step before gave. Members that the kind does not name are zero. */
typedef struct patchbay_reply {
  uint32_t struct_size;
  uint32_t kind;
  int32_t status;
  uint32_t stage;
  uint32_t timed_out;
  uint32_t end_of_file;
  uint64_t file_size;
  const patchbay_pair* headers;
  size_t headers_count;
  patchbay_bytes bytes;
  /* Since 1.1, of RESPONSE and HTTP_FAILURE: the outcome that the hub makes of it when the plugin
   * does not know better, as PATCHBAY_STEP_REJECTED, _RETRYABLE or _UNKNOWN. */
  uint32_t outcome_kind;
  patchbay_bytes outcome_code;
  patchbay_bytes outcome_message;
  int64_t outcome_wait_us; /* RETRYABLE: the partner's wish or -1 */
} patchbay_reply;

enum {                              /* patchbay_step.kind */
       PATCHBAY_STEP_HTTP = 1,      /* text: method, path, headers, bytes: body, moves_value */
       PATCHBAY_STEP_READ_FILE = 2, /* path, offset, length_max */
       PATCHBAY_STEP_WAIT = 3,      /* wait_us */
       PATCHBAY_STEP_SUCCEEDED = 4, /* bytes: result JSON */
       PATCHBAY_STEP_REJECTED = 5,  /* text: code, bytes: message */
       PATCHBAY_STEP_RETRYABLE = 6, /* bytes: message, wait_us: the partner's wish or -1 */
       PATCHBAY_STEP_UNKNOWN = 7,   /* bytes: message */
       PATCHBAY_STEP_FAULT = 8      /* bytes: what broke inside the plugin */
};

/* What next. 4 to 8 end the conversation. */
typedef struct patchbay_step {
  uint32_t struct_size;
  uint32_t kind;
  uint32_t moves_value;
  uint32_t length_max;
  uint64_t offset;
  int64_t wait_us;
  patchbay_bytes text;
  patchbay_bytes path;
  patchbay_bytes bytes;
  const patchbay_pair* headers;
  size_t headers_count;
  /* Since 1.1, of HTTP: statuses by which the partner proves that nothing was done. */
  const int32_t* nothing_done_on;
  size_t nothing_done_count;
} patchbay_step;

typedef struct patchbay_plugin_v1 {
  uint32_t struct_size;
  patchbay_bytes manifest_json; /* lives as long as the library */
  /* A new conversation, or null when there is no memory. Thread safe. */
  void* (*begin)(const patchbay_call* call);
  /* Hands in a reply, fills `step`. */
  void (*resume)(void* conversation, const patchbay_reply* reply, patchbay_step* step);
  void (*destroy)(void* conversation);
  /* Since 1.1. A conversation that, resumed once, ends: SUCCEEDED with a list of events as JSON, or
   * FAULT. Null member: the plugin decodes no webhooks. Thread safe. */
  void* (*decode)(const patchbay_webhook* webhook);
} patchbay_plugin_v1;

#define PATCHBAY_EXPORT __attribute__((visibility("default")))

/* What a plugin exports. The hub declares them too, but finds them by name. */
PATCHBAY_EXPORT extern const patchbay_magic patchbay_plugin_magic;
PATCHBAY_EXPORT const patchbay_plugin_v1* patchbay_plugin_entry_v1(void);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif
