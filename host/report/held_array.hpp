#pragma once
#include <functional>
#include <utility>

#include "host/model/labelled_array.hpp"

namespace agglo {

/// An array that a result either owns or, given std::cref, refers to: a large one is not copied to be written. What is
/// referred to must outlive the result.
class held_array {
 public:
  held_array(labelled_array own) : own_(std::move(own)) {}
  held_array(std::reference_wrapper<const labelled_array> elsewhere) : elsewhere_(&elsewhere.get()) {}
  const labelled_array& operator*() const { return elsewhere_ ? *elsewhere_ : own_; }
  const labelled_array* operator->() const { return &**this; }

 private:
  labelled_array own_;
  const labelled_array* elsewhere_ = nullptr;
};

}  // namespace agglo
