#include "host/analysis/linkage_steps.hpp"

namespace agglo {

std::vector<std::string> key_classes(const labelled_array& linkages) {
  std::vector<std::string> out;
  for (index_type j = 0; j < linkages.axes[0].size(); ++j)
    switch (classify(linkages(j, power), linkages(j, sensitivity))) {
      case key_sector::key:
        out.emplace_back("key");
        break;
      case key_sector::backward:
        out.emplace_back("backward");
        break;
      case key_sector::forward:
        out.emplace_back("forward");
        break;
      case key_sector::weak:
        out.emplace_back("weak");
        break;
    }
  return out;
}

}  // namespace agglo
