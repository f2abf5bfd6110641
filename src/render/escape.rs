//! Nothing read from a file reaches a terminal unescaped.
