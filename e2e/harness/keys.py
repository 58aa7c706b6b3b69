"""Access keys for servers that want signatures."""

# The first is the key of `Clients`, `Aws` and the SDK for Rust, and may do everything.
KEYS = """
[[access-keys]]
id = "AKIAEXAMPLEEXAMPLE00"
secret = "an example, not a secret"
allow = ["*"]

[[access-keys]]
id = "app"
secret = "the secret of app"
allow = [
  { actions = ["sagemaker:InvokeEndpoint*"], resources = ["arn:aws:sagemaker:*:*:endpoint/shop"] },
  "cloudwatch:PutMetricData",
]

[[access-keys]]
id = "visitor"
secret = "the secret of visitor"
session-token = "the token of visitor"
allow = ["*"]

[[access-keys]]
id = "former"
secret = "the secret of former"
session-token = "the token of former"
expires = "2026-01-01T00:00:00Z"
allow = ["*"]

[[access-keys]]
id = "other"
secret = "the secret of other"
account = "111122223333"
allow = ["*"]
"""
