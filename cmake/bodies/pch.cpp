// Gives the shared precompiled header a unit, and an empty room its one object.
