#pragma once

#include <QObject>
#include <QString>
#include <optional>
#include <vector>

#include "info/site.h"
#include "ui/lens/trace_data.h"

class QMenu;

namespace headlight::ui {

class LensWidget;
class PassLoop;
struct PassNeeds;
struct ShownTrace;
struct WindowContext;

/// What is on screen as data: the matrix, a head's tensors, every head, the predictions. What the pass that is shown
/// did not keep is asked for, and written once it is there. UI thread.
class DataActions : public QObject {
  Q_OBJECT
 public:
  DataActions(const WindowContext& context, PassLoop& loop, LensWidget& lens);
  /// Asks where, and writes.
  void save(DataOf what);
  void saveTo(DataOf what, const QString& path);
  /// The matrix with its titles, tab by tab.
  void copyTable();
  /// What a pass has to keep for what is to be written.
  void addNeeds(PassNeeds& needs) const;
  void shown(const ShownTrace& shown);
  /// The entries of a head's context menu.
  void addTo(QMenu& menu);

 private:
  struct Waiting {
    DataOf what;
    QString path;
    std::vector<SiteId> sites;
    int passes;  ///< that came without them
  };
  QString nameFor(DataOf what) const;
  bool whole(const std::vector<SiteId>& sites) const;
  void write(DataOf what, const QString& path);
  void nameTokens(DataArray& predictions) const;
  std::string notes() const;

  const WindowContext& context_;
  PassLoop& loop_;
  LensWidget& lens_;
  std::optional<Waiting> waiting_;
};

}  // namespace headlight::ui
