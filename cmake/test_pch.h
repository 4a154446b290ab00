#pragma once
// What every test begins with: the shared precompiled header and GoogleTest.
#include <gtest/gtest.h>

#include "cmake/pch.h"
