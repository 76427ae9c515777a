// Fills a data folder with a large registry. The server must not be running on it.
//
//   fill_store --data DIR [--repositories 10000] [--images 100] [--large 100000] [--referrers 10000]

#include <CLI/CLI.hpp>
#include <cstdio>

#include "bench/scale/fill.h"
#include "bench/scale/store.h"

int main(int count, char** arguments) {
  namespace bench = entrepot::bench;
  std::string folder;
  bench::Size size;
  CLI::App app("Fills a data folder with a large registry.");
  app.add_option("--data", folder, "the data folder")->required();
  app.add_option("--repositories", size.repositories, "repositories");
  app.add_option("--images", size.images, "images in each of them");
  app.add_option("--large", size.large_images, "images and tags in one more repository")->check(CLI::Range(1, 100'000));
  app.add_option("--referrers", size.referrers, "referrers of one image")->check(CLI::Range(1, 90'000));
  CLI11_PARSE(app, count, arguments);

  auto store = bench::Store::open(folder);
  const auto filled = store ? bench::fill(**store, size) : entrepot::Result<void>(std::unexpected(store.error()));
  if (!filled) {
    std::fprintf(stderr, "fill_store: %s (%s)\n", std::string(filled.error().message()).c_str(),
                 std::string(filled.error().detail()).c_str());
    return 1;
  }
  return 0;
}
