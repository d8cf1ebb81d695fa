// One thread for each of PLACES numbers; where there are more rows of workgroups than one, each has all that it may have.
const PER_ROW = 65535u * 64u;

fn place(id: vec3u) -> u32 {
  return id.y * PER_ROW + id.x;
}
