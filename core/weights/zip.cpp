// Signatures and places of fields: PKWARE's APPNOTE.TXT, 4.3.
#include "weights/zip.h"

#include "shape/words.h"
#include "weights/bytes.h"

namespace shapewalk::weights {

namespace {

constexpr uint32_t end_mark = 0x06054b50, end64_mark = 0x06064b50, locator_mark = 0x07064b50, entry_mark = 0x02014b50,
                   local_mark = 0x04034b50;

std::unexpected<Failure> broken(const char* what, uint64_t at) {
  return fail("RuntimeError", "The zip archive is broken or cut off: % at byte %", {what, int64_t(at)});
}

struct Contents {
  uint64_t count = 0, size = 0, begin = 0, end = 0;  // of the table; end: where what follows it begins
};

// The end record is last, but for a comment whose length it gives.
Result<Contents> contents(Bytes file) {
  const uint8_t* p = file.data();
  if (file.size() < 22) return broken("no table of contents", file.size());
  size_t at = file.size() - 22, stop = at > 0xFFFF ? at - 0xFFFF : 0;
  while (little(p + at, 4) != end_mark || little(p + at + 20, 2) != file.size() - at - 22)
    if (at-- == stop) return broken("no table of contents", file.size());
  Contents c{little(p + at + 10, 2), little(p + at + 12, 4), little(p + at + 16, 4), at};
  if (at < 20 || little(p + at - 20, 4) != locator_mark) return c;
  uint64_t end64 = little(p + at - 12, 8);
  if (end64 > at - 20 || at - 20 - end64 < 56 || little(p + end64, 4) != end64_mark)
    return broken("no zip64 end record", end64);
  return Contents{little(p + end64 + 32, 8), little(p + end64 + 40, 8), little(p + end64 + 48, 8), end64};
}

// Sizes that do not fit 32 bits are 0xFFFFFFFF there and stand in the extra field 1, in this order.
void widen(const uint8_t* extra, size_t length, uint64_t* const (&values)[3]) {
  while (length >= 4) {
    size_t id = little(extra, 2), size = little(extra + 2, 2);
    extra += 4, length -= 4;
    if (size > length) return;
    if (id == 1)
      for (uint64_t* value : values)
        if (*value == 0xFFFFFFFF && size >= 8) *value = little(extra, 8), extra += 8, length -= 8, size -= 8;
    extra += size, length -= size;
  }
}

}  // namespace

Result<Entries> zip_entries(Bytes file) {
  Contents table = TRY(contents(file));
  const uint8_t* p = file.data();
  if (table.begin > table.end || table.size > table.end - table.begin) return broken("a table too long", table.begin);
  Entries entries;
  uint64_t at = table.begin, end = table.begin + table.size;
  for (uint64_t n = 0; n < table.count; n++) {
    if (end - at < 46 || little(p + at, 4) != entry_mark) return broken("no entry", at);
    uint64_t flags = little(p + at + 8, 2), method = little(p + at + 10, 2), packed = little(p + at + 20, 4),
             size = little(p + at + 24, 4), local = little(p + at + 42, 4);
    uint64_t name = little(p + at + 28, 2), extra = little(p + at + 30, 2), note = little(p + at + 32, 2);
    if (end - at - 46 < name + extra + note) return broken("an entry too long", at);
    Entry e{text(file, at + 46, name)};
    if (!is_utf8(e.name)) return broken("a name that is not UTF-8", at);
    widen(p + at + 46 + name, extra, {&size, &packed, &local});
    if (method != 0 || packed != size || (flags & 1))
      return fail("RuntimeError", "'%' in the zip archive is compressed or encrypted (method %)", {e.name, method},
                  "torch.save stores without compression: save it anew, or repack the archive with `zip -0`.");
    if (local > table.begin || table.begin - local < 30 || little(p + local, 4) != local_mark)
      return broken("no header of an entry", local);
    uint64_t begin = local + 30 + little(p + local + 26, 2) + little(p + local + 28, 2);
    if (begin > table.begin || size > table.begin - begin) return broken("an entry that is too long", local);
    e.begin = int64_t(begin), e.size = int64_t(size);
    entries.add(e);
    at += 46 + name + extra + note;
  }
  if (at != end) return broken("a table too long", at);
  entries.names.sort();
  std::string_view twice = entries.names.twice();
  if (twice.data()) return fail("RuntimeError", "'%' is in the zip archive twice", {twice});
  return entries;
}

}  // namespace shapewalk::weights
