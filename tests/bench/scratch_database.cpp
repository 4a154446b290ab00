#include "tests/bench/scratch_database.h"

#include <libpq-fe.h>

#include <stdexcept>

namespace patchbay::bench {

ScratchDatabase::ScratchDatabase(const std::string& server, std::string name)
    : connection_(PQconnectdb(server.c_str()), PQfinish), name_(std::move(name)), url_(server) {
  run("CREATE DATABASE " + name_);
  url_.replace(url_.rfind('/') + 1, std::string::npos, name_);
}

ScratchDatabase::~ScratchDatabase() {
  PQclear(PQexec(connection_.get(), ("DROP DATABASE " + name_).c_str()));
}

void ScratchDatabase::run(const std::string& sql) {
  PGresult* result = PQexec(connection_.get(), sql.c_str());
  const bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
  PQclear(result);
  if (!good) throw std::runtime_error(PQerrorMessage(connection_.get()));
}

}  // namespace patchbay::bench
