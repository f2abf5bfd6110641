//! A registry on disk in which somebody put what has no place there: asked through the command line.
