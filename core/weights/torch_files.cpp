// The two containers of torch.save: a zip archive (since 1.6), and pickles with the storages after them (before).
// Source: torch/serialization.py (_load, _legacy_load).
#include <algorithm>

#include "shape/words.h"
#include "weights/bytes.h"
#include "weights/state_dicts.h"
#include "weights/torch_tensors.h"

namespace shapewalk::weights {

namespace {

// 0x1950a86a20f9469cfc6c
constexpr uint8_t magic[] = {0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};

bool is_magic(const Pickle& p) {
  const Node& n = p[p.root];
  return n.kind == Node::bytes && n.b == sizeof magic && std::equal(magic, magic + sizeof magic, &p.file[size_t(n.i)]);
}

// The storages after the pickles, in the order of `keys`: each a count of elements in 8 bytes, then the elements.
Result<Entries> storages_after(const Pickle& object, const Pickle& keys) {
  std::vector<StorageId> ids;
  Names names;
  for (uint32_t node = 1; node < object.nodes.size(); node++) {
    StorageId s = TRY(storage_id(object, node));
    if (!s.key.data()) continue;
    names.add(s.key, ids.size());
    ids.push_back(s);
  }
  names.sort();
  Entries out;
  size_t at = keys.end;
  for (uint32_t node : keys.items_of(keys.root)) {
    std::string_view key = keys.text_of(node);
    int64_t found = names.find(key);
    // Without a type that is known, nothing says how long it is.
    if (found < 0 || ids[size_t(found)].width == 0)
      return fail("UnpicklingError", "Storage '%' has no type, or one that is not known", {key});
    const StorageId& id = ids[size_t(found)];
    if (object.file.size() - at < 8) return fail("UnpicklingError", "The file ends before storage '%'", {key});
    int64_t count = int64_t(little(&object.file[at], 8)), size = mul(count, id.width);
    at += 8;
    if (count != id.count || size > int64_t(object.file.size() - at))
      return fail("UnpicklingError",
                  "Storage '%' is said to have % elements; % are announced at byte %, % bytes follow",
                  {key, id.count, count, at - 8, object.file.size() - at});
    out.add({key, int64_t(at), size});
    at += size_t(size);
  }
  out.names.sort();
  return out;
}

}  // namespace

Result<File> read_torch_zip(Bytes file) {
  Entries entries = TRY(zip_entries(file));
  std::string_view pickle = "data.pkl";
  const Entry* data = nullptr;
  for (const Entry& e : entries.all) {
    size_t name = e.name.rfind('/') + 1;
    if (!data && e.name.substr(name) == pickle) data = &e;
  }
  if (!data) return fail("RuntimeError", "There is no data.pkl in the zip archive: it is not what torch.save writes");
  std::string_view folder = data->name.substr(0, data->name.size() - pickle.size());
  if (entries.find(words("%constants.pkl", {folder})))
    return fail("RuntimeError", "This is a TorchScript archive, which holds a program", {},
                "Save the parameters with torch.save(model.state_dict(), path).");
  bool big_endian = false;
  if (const Entry* order = entries.find(words("%byteorder", {folder}))) {
    std::string_view name = text(file, size_t(order->begin), size_t(order->size));
    big_endian = name == "big";
    if (!big_endian && name != "little")
      return fail("ValueError", "The record of the byte order is neither little nor big");
  }
  Entries storages;
  std::string inside = words("%data/", {folder});
  for (Entry e : entries.all)
    if (e.name.starts_with(inside)) {
      e.name.remove_prefix(inside.size());
      storages.add(e);
    }
  storages.names.sort();
  Pickle p = TRY(unpickle(file, size_t(data->begin), size_t(data->begin + data->size)));
  File out{Format::torch_zip};
  out.dicts = TRY(find_state_dicts(p, storages, big_endian));
  return out;
}

// Five pickles: a magic number, the protocol's number, the writer's system, the object, the keys of its storages.
// (The numbers are little-endian whatever that system was: torch writes them so.)
Result<File> read_torch_legacy(Bytes file) {
  size_t at = 0;
  Pickle p;
  for (int i = 0; i < 3; i++) {
    p = TRY(unpickle(file, at, file.size()));
    at = p.end;
    if (i == 0 && !is_magic(p))
      return fail("UnpicklingError", "Invalid magic number; corrupt file?", {},
                  "It is a pickle, but not one of torch.save: save it with that.");
    if (i == 1 && (p[p.root].kind != Node::integer || p[p.root].i != 1001))
      return fail("UnpicklingError", "Invalid protocol version: %", {p[p.root].i});
  }
  p = TRY(unpickle(file, at, file.size()));
  Pickle keys = TRY(unpickle(file, p.end, file.size()));
  Entries storages = TRY(storages_after(p, keys));
  File out{Format::torch_legacy};
  out.dicts = TRY(find_state_dicts(p, storages, false));
  return out;
}

}  // namespace shapewalk::weights
