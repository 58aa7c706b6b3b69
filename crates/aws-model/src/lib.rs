//! Request and response shapes of the AWS operations in scope, with their constraints.
