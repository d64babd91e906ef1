#include "ui/views/all_views.h"

#include "ui/views/all_heads_view.h"
#include "ui/views/arcs_view.h"
#include "ui/views/compare_view.h"
#include "ui/views/image_view.h"
#include "ui/views/layers_view.h"
#include "ui/views/matrix_view.h"
#include "ui/views/stages_view.h"

namespace headlight::ui {

std::vector<std::unique_ptr<View>> makeViews() {
  std::vector<std::unique_ptr<View>> views;
  views.push_back(std::make_unique<AllHeadsView>());
  views.push_back(std::make_unique<MatrixView>());
  views.push_back(std::make_unique<ArcsView>());
  views.push_back(std::make_unique<LayersView>());
  views.push_back(std::make_unique<ImageView>());
  views.push_back(std::make_unique<StagesView>());
  views.push_back(std::make_unique<CompareView>());
  return views;
}

}  // namespace headlight::ui
