#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {

Tensor upload(Backend& backend, std::span<const float> values, const Shape& shape) {
  if (values.size() != shape.elements())
    fail("upload: expected ", shape.elements(), " values for ", toString(shape), ", got ", values.size());
  Tensor tensor = backend.allocate(shape);
  backend.write(tensor, std::as_bytes(values));
  return tensor;
}

}  // namespace headlight::ops
