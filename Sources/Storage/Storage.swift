// The module's first type takes this file's place.
