// Filling a store syncs nothing on the way: millions of syncs would be most of its time, and a fill that a power cut
// interrupts is begun anew. These definitions stand before the C library's, for SQLite too. fill_store syncs the whole
// file system once, at its end.

#include <unistd.h>

extern "C" int fsync(int /*descriptor*/) {
  return 0;
}

extern "C" int fdatasync(int /*descriptor*/) {
  return 0;
}
