//! What a reply that comes by mail can do to a registry, or to the other replies.
