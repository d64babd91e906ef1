#include "process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "../engine/io/files.h"
#include "support/shared_data.h"

namespace headlight::test {
namespace {

/// In the child: only calls that are safe between fork and exec.
[[noreturn]] void become(char* const* arguments, const char* folder, const int (&streams)[3]) {
  for (int i = 0; i < 3; ++i)
    if (dup2(streams[i], i) < 0) _exit(125);
  if (*folder && chdir(folder) != 0) _exit(125);
  alarm(120);
  execv(arguments[0], arguments);
  _exit(126);
}

}  // namespace

Finished runHeadlight(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  const TemporaryFolder files;
  writeFile(files.path() / "in", surroundings.standardInput);
  const std::string in = (files.path() / "in").string(), out = (files.path() / "out").string(),
                    err = (files.path() / "err").string();
  const int streams[3] = {open(in.c_str(), O_RDONLY), open(out.c_str(), O_WRONLY | O_CREAT, 0600),
                          open(err.c_str(), O_WRONLY | O_CREAT, 0600)};

  const std::string program = surroundings.program.empty() ? HEADLIGHT_PROGRAM : surroundings.program;
  std::vector<char*> list{const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) list.push_back(const_cast<char*>(argument.c_str()));
  list.push_back(nullptr);
  const std::string folder = surroundings.folder.string();

  // The environment is changed here and put back, since the child may not allocate.
  std::map<std::string, std::string> before;
  std::vector<std::string> absent;
  for (const auto& [name, value] : surroundings.environment) {
    if (const char* now = std::getenv(name.c_str()))
      before[name] = now;
    else
      absent.push_back(name);
    if (value.empty())
      unsetenv(name.c_str());
    else
      setenv(name.c_str(), value.c_str(), 1);
  }
  const pid_t child = fork();
  if (child == 0) become(list.data(), folder.c_str(), streams);
  for (const auto& [name, value] : before) setenv(name.c_str(), value.c_str(), 1);
  for (const std::string& name : absent) unsetenv(name.c_str());
  for (int stream : streams) close(stream);
  if (child < 0) throw std::runtime_error("fork failed");

  int status = 0;
  waitpid(child, &status, 0);
  Finished finished;
  finished.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  finished.out = readFile(out);
  finished.err = readFile(err);
  return finished;
}

}  // namespace headlight::test
