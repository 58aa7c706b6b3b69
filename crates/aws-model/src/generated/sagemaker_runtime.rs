//! Amazon SageMaker Runtime, from `models/sagemaker-runtime.json` by `cargo xtask codegen`; not edited by hand.

/// The shapes by their names in the model.
pub mod shapes {
    use crate::Pattern;
    #[allow(unused_imports, reason = "not every model uses every kind")]
    use crate::shape::{Binding, Kind, Length, List, Map, Member, Range, Shape, Structure, Text};

    static PATTERN_0: Pattern = Pattern::new("\\p{ASCII}*", "[\\x00-\\x7F]*");
    static PATTERN_1: Pattern = Pattern::new(".*", "[^\\n\\r\\x{85}\\x{2028}\\x{2029}]*");
    static PATTERN_2: Pattern =
        Pattern::new("^[a-zA-Z0-9](-*[a-zA-Z0-9])*", "^[a-zA-Z0-9](-*[a-zA-Z0-9])*");
    static PATTERN_3: Pattern = Pattern::new(
        "^(?!.*\\..*\\.)[a-zA-Z0-9][a-zA-Z0-9-_\\.]*$",
        "^(?![^\\n\\r\\x{85}\\x{2028}\\x{2029}]*\\.[^\\n\\r\\x{85}\\x{2028}\\x{2029}]*\\.)[a-zA-Z0-9][a-zA-Z0-9-_\\.]*$",
    );
    static PATTERN_4: Pattern = Pattern::new(
        "^[a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?$",
        "^[a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?$",
    );
    static PATTERN_5: Pattern =
        Pattern::new("\\A\\S[\\p{Print}]*\\z", "\\A[^\\x20\\t\\n\\x0B\\f\\r][\\x20-\\x7E]*\\z");
    static PATTERN_6: Pattern = Pattern::new(
        "^(https|s3)://([^/]+)/?(.*)$",
        "^(https|s3)://([^/]+)/?([^\\n\\r\\x{85}\\x{2028}\\x{2029}]*)$",
    );
    static PATTERN_7: Pattern = Pattern::new(
        "^[a-zA-Z0-9](-*[a-zA-Z0-9])*;\\sExpires=[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
        "^[a-zA-Z0-9](-*[a-zA-Z0-9])*;[\\x20\\t\\n\\x0B\\f\\r]Expires=[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
    );
    static PATTERN_8: Pattern = Pattern::new(
        "^(?!s3:|https:)[a-zA-Z0-9!_.*'()/-]+$",
        "^(?!s3:|https:)[a-zA-Z0-9!_.*'()/-]+$",
    );
    static PATTERN_9: Pattern =
        Pattern::new("^[a-zA-Z0-9](-*[a-zA-Z0-9])*$", "^[a-zA-Z0-9](-*[a-zA-Z0-9])*$");
    static PATTERN_10: Pattern = Pattern::new(
        "^(NEW_SESSION)$|^[a-zA-Z0-9](-*[a-zA-Z0-9])*$",
        "^(NEW_SESSION)$|^[a-zA-Z0-9](-*[a-zA-Z0-9])*$",
    );
    pub static BODY_BLOB: Shape =
        Shape { name: "BodyBlob", kind: Kind::Blob(Length::of(None, Some(6291456))) };
    pub static CUSTOM_ATTRIBUTES_HEADER: Shape = Shape {
        name: "CustomAttributesHeader",
        kind: Kind::String(Text {
            length: Length::of(None, Some(1024)),
            values: &[],
            pattern: Some(&PATTERN_0),
        }),
    };
    pub static ENABLE_EXPLANATIONS_HEADER: Shape = Shape {
        name: "EnableExplanationsHeader",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(64)),
            values: &[],
            pattern: Some(&PATTERN_1),
        }),
    };
    pub static ENDPOINT_NAME: Shape = Shape {
        name: "EndpointName",
        kind: Kind::String(Text {
            length: Length::of(None, Some(63)),
            values: &[],
            pattern: Some(&PATTERN_2),
        }),
    };
    pub static ERROR_CODE: Shape = Shape { name: "ErrorCode", kind: Kind::String(Text::FREE) };
    pub static FILENAME_HEADER: Shape = Shape {
        name: "FilenameHeader",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(32)),
            values: &[],
            pattern: Some(&PATTERN_3),
        }),
    };
    pub static HEADER: Shape = Shape {
        name: "Header",
        kind: Kind::String(Text {
            length: Length::of(None, Some(1024)),
            values: &[],
            pattern: Some(&PATTERN_0),
        }),
    };
    pub static INFERENCE_COMPONENT_HEADER: Shape = Shape {
        name: "InferenceComponentHeader",
        kind: Kind::String(Text {
            length: Length::of(None, Some(63)),
            values: &[],
            pattern: Some(&PATTERN_4),
        }),
    };
    pub static INFERENCE_ID: Shape = Shape {
        name: "InferenceId",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(64)),
            values: &[],
            pattern: Some(&PATTERN_5),
        }),
    };
    pub static INPUT_LOCATION_HEADER: Shape = Shape {
        name: "InputLocationHeader",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(1024)),
            values: &[],
            pattern: Some(&PATTERN_6),
        }),
    };
    pub static INTERNAL_DEPENDENCY_EXCEPTION: Shape = Shape {
        name: "InternalDependencyException",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Message", &MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static INTERNAL_FAILURE: Shape = Shape {
        name: "InternalFailure",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Message", &MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static INTERNAL_STREAM_FAILURE: Shape = Shape {
        name: "InternalStreamFailure",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Message", &MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static INVOCATION_TIMEOUT_SECONDS_HEADER: Shape = Shape {
        name: "InvocationTimeoutSecondsHeader",
        kind: Kind::Integer(Range::of(Some(1.0), Some(3600.0))),
    };
    pub static INVOKE_ENDPOINT_ASYNC_INPUT: Shape = Shape {
        name: "InvokeEndpointAsyncInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("EndpointName", &ENDPOINT_NAME)
                    .bound(Binding::Label("EndpointName")),
                Member::optional("ContentType", &HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Content-Type")),
                Member::optional("Accept", &HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Accept")),
                Member::optional("CustomAttributes", &CUSTOM_ATTRIBUTES_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Custom-Attributes")),
                Member::optional("InferenceId", &INFERENCE_ID)
                    .bound(Binding::Header("X-Amzn-SageMaker-Inference-Id")),
                Member::required("InputLocation", &INPUT_LOCATION_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-InputLocation")),
                Member::optional("S3OutputPathExtension", &S3_OUTPUT_PATH_EXTENSION_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-S3OutputPathExtension")),
                Member::optional("Filename", &FILENAME_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Filename")),
                Member::optional("RequestTTLSeconds", &REQUEST_TTL_SECONDS_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-RequestTTLSeconds")),
                Member::optional("InvocationTimeoutSeconds", &INVOCATION_TIMEOUT_SECONDS_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-InvocationTimeoutSeconds")),
            ],
            xml_order: &[],
        }),
    };
    pub static INVOKE_ENDPOINT_ASYNC_OUTPUT: Shape = Shape {
        name: "InvokeEndpointAsyncOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("InferenceId", &HEADER),
                Member::optional("OutputLocation", &HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-OutputLocation")),
                Member::optional("FailureLocation", &HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-FailureLocation")),
            ],
            xml_order: &[],
        }),
    };
    pub static INVOKE_ENDPOINT_INPUT: Shape = Shape {
        name: "InvokeEndpointInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("EndpointName", &ENDPOINT_NAME)
                    .bound(Binding::Label("EndpointName")),
                Member::required("Body", &BODY_BLOB).bound(Binding::Payload),
                Member::optional("ContentType", &HEADER).bound(Binding::Header("Content-Type")),
                Member::optional("Accept", &HEADER).bound(Binding::Header("Accept")),
                Member::optional("CustomAttributes", &CUSTOM_ATTRIBUTES_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Custom-Attributes")),
                Member::optional("TargetModel", &TARGET_MODEL_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Target-Model")),
                Member::optional("TargetVariant", &TARGET_VARIANT_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Target-Variant")),
                Member::optional("TargetContainerHostname", &TARGET_CONTAINER_HOSTNAME_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Target-Container-Hostname")),
                Member::optional("InferenceId", &INFERENCE_ID)
                    .bound(Binding::Header("X-Amzn-SageMaker-Inference-Id")),
                Member::optional("EnableExplanations", &ENABLE_EXPLANATIONS_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Enable-Explanations")),
                Member::optional("InferenceComponentName", &INFERENCE_COMPONENT_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Inference-Component")),
                Member::optional("SessionId", &SESSION_ID_OR_NEW_SESSION_CONSTANT_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Session-Id")),
            ],
            xml_order: &[],
        }),
    };
    pub static INVOKE_ENDPOINT_OUTPUT: Shape = Shape {
        name: "InvokeEndpointOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Body", &BODY_BLOB).bound(Binding::Payload),
                Member::optional("ContentType", &HEADER).bound(Binding::Header("Content-Type")),
                Member::optional("InvokedProductionVariant", &HEADER)
                    .bound(Binding::Header("x-Amzn-Invoked-Production-Variant")),
                Member::optional("CustomAttributes", &CUSTOM_ATTRIBUTES_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Custom-Attributes")),
                Member::optional("NewSessionId", &NEW_SESSION_RESPONSE_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-New-Session-Id")),
                Member::optional("ClosedSessionId", &SESSION_ID_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Closed-Session-Id")),
            ],
            xml_order: &[],
        }),
    };
    pub static INVOKE_ENDPOINT_WITH_RESPONSE_STREAM_INPUT: Shape = Shape {
        name: "InvokeEndpointWithResponseStreamInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("EndpointName", &ENDPOINT_NAME)
                    .bound(Binding::Label("EndpointName")),
                Member::required("Body", &BODY_BLOB).bound(Binding::Payload),
                Member::optional("ContentType", &HEADER).bound(Binding::Header("Content-Type")),
                Member::optional("Accept", &HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Accept")),
                Member::optional("CustomAttributes", &CUSTOM_ATTRIBUTES_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Custom-Attributes")),
                Member::optional("TargetVariant", &TARGET_VARIANT_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Target-Variant")),
                Member::optional("TargetContainerHostname", &TARGET_CONTAINER_HOSTNAME_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Target-Container-Hostname")),
                Member::optional("InferenceId", &INFERENCE_ID)
                    .bound(Binding::Header("X-Amzn-SageMaker-Inference-Id")),
                Member::optional("InferenceComponentName", &INFERENCE_COMPONENT_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Inference-Component")),
                Member::optional("SessionId", &SESSION_ID_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Session-Id")),
            ],
            xml_order: &[],
        }),
    };
    pub static INVOKE_ENDPOINT_WITH_RESPONSE_STREAM_OUTPUT: Shape = Shape {
        name: "InvokeEndpointWithResponseStreamOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Body", &RESPONSE_STREAM).bound(Binding::Payload),
                Member::optional("ContentType", &HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Content-Type")),
                Member::optional("InvokedProductionVariant", &HEADER)
                    .bound(Binding::Header("x-Amzn-Invoked-Production-Variant")),
                Member::optional("CustomAttributes", &CUSTOM_ATTRIBUTES_HEADER)
                    .bound(Binding::Header("X-Amzn-SageMaker-Custom-Attributes")),
            ],
            xml_order: &[],
        }),
    };
    pub static LOG_STREAM_ARN: Shape =
        Shape { name: "LogStreamArn", kind: Kind::String(Text::FREE) };
    pub static MESSAGE: Shape = Shape {
        name: "Message",
        kind: Kind::String(Text {
            length: Length::of(None, Some(2048)),
            values: &[],
            pattern: None,
        }),
    };
    pub static MODEL_ERROR: Shape = Shape {
        name: "ModelError",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Message", &MESSAGE),
                Member::optional("OriginalStatusCode", &STATUS_CODE),
                Member::optional("OriginalMessage", &MESSAGE),
                Member::optional("LogStreamArn", &LOG_STREAM_ARN),
            ],
            xml_order: &[],
        }),
    };
    pub static MODEL_NOT_READY_EXCEPTION: Shape = Shape {
        name: "ModelNotReadyException",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Message", &MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static MODEL_STREAM_ERROR: Shape = Shape {
        name: "ModelStreamError",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Message", &MESSAGE),
                Member::optional("ErrorCode", &ERROR_CODE),
            ],
            xml_order: &[],
        }),
    };
    pub static NEW_SESSION_RESPONSE_HEADER: Shape = Shape {
        name: "NewSessionResponseHeader",
        kind: Kind::String(Text {
            length: Length::of(None, Some(256)),
            values: &[],
            pattern: Some(&PATTERN_7),
        }),
    };
    pub static PART_BLOB: Shape = Shape { name: "PartBlob", kind: Kind::Blob(Length::FREE) };
    pub static PAYLOAD_PART: Shape = Shape {
        name: "PayloadPart",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Bytes", &PART_BLOB).bound(Binding::Payload)],
            xml_order: &[],
        }),
    };
    pub static REQUEST_TTL_SECONDS_HEADER: Shape = Shape {
        name: "RequestTTLSecondsHeader",
        kind: Kind::Integer(Range::of(Some(60.0), Some(21600.0))),
    };
    pub static RESPONSE_STREAM: Shape = Shape {
        name: "ResponseStream",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("PayloadPart", &PAYLOAD_PART),
                Member::optional("ModelStreamError", &MODEL_STREAM_ERROR),
                Member::optional("InternalStreamFailure", &INTERNAL_STREAM_FAILURE),
            ],
            xml_order: &[],
        }),
    };
    pub static S3_OUTPUT_PATH_EXTENSION_HEADER: Shape = Shape {
        name: "S3OutputPathExtensionHeader",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(512)),
            values: &[],
            pattern: Some(&PATTERN_8),
        }),
    };
    pub static SERVICE_UNAVAILABLE: Shape = Shape {
        name: "ServiceUnavailable",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Message", &MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static SESSION_ID_HEADER: Shape = Shape {
        name: "SessionIdHeader",
        kind: Kind::String(Text {
            length: Length::of(None, Some(256)),
            values: &[],
            pattern: Some(&PATTERN_9),
        }),
    };
    pub static SESSION_ID_OR_NEW_SESSION_CONSTANT_HEADER: Shape = Shape {
        name: "SessionIdOrNewSessionConstantHeader",
        kind: Kind::String(Text {
            length: Length::of(None, Some(256)),
            values: &[],
            pattern: Some(&PATTERN_10),
        }),
    };
    pub static STATUS_CODE: Shape = Shape { name: "StatusCode", kind: Kind::Integer(Range::FREE) };
    pub static TARGET_CONTAINER_HOSTNAME_HEADER: Shape = Shape {
        name: "TargetContainerHostnameHeader",
        kind: Kind::String(Text {
            length: Length::of(None, Some(63)),
            values: &[],
            pattern: Some(&PATTERN_2),
        }),
    };
    pub static TARGET_MODEL_HEADER: Shape = Shape {
        name: "TargetModelHeader",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(1024)),
            values: &[],
            pattern: Some(&PATTERN_5),
        }),
    };
    pub static TARGET_VARIANT_HEADER: Shape = Shape {
        name: "TargetVariantHeader",
        kind: Kind::String(Text {
            length: Length::of(None, Some(63)),
            values: &[],
            pattern: Some(&PATTERN_2),
        }),
    };
    pub static VALIDATION_ERROR: Shape = Shape {
        name: "ValidationError",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Message", &MESSAGE)],
            xml_order: &[],
        }),
    };
}

use crate::Shape;
use crate::service::{ErrorShape, Operation, ServiceModel};

/// What the model says of the service.
pub static MODEL: ServiceModel = ServiceModel {
    full_name: "Amazon SageMaker Runtime",
    api_version: "2017-05-13",
    signing_name: "sagemaker",
    target_prefix: None,
    json_version: "1.1",
    xml_namespace: None,
    operations: &OPERATIONS,
    errors: &ERRORS,
    shapes: &SHAPES,
};

static OPERATIONS: [Operation; 3] = [
    Operation {
        name: "InvokeEndpoint",
        input: Some(&shapes::INVOKE_ENDPOINT_INPUT),
        output: Some(&shapes::INVOKE_ENDPOINT_OUTPUT),
        errors: &[
            "InternalFailure",
            "ServiceUnavailable",
            "ValidationError",
            "ModelError",
            "InternalDependencyException",
            "ModelNotReadyException",
        ],
        result_wrapper: None,
        path: "/endpoints/{EndpointName}/invocations",
        status: 200,
    },
    Operation {
        name: "InvokeEndpointAsync",
        input: Some(&shapes::INVOKE_ENDPOINT_ASYNC_INPUT),
        output: Some(&shapes::INVOKE_ENDPOINT_ASYNC_OUTPUT),
        errors: &["InternalFailure", "ServiceUnavailable", "ValidationError"],
        result_wrapper: None,
        path: "/endpoints/{EndpointName}/async-invocations",
        status: 202,
    },
    Operation {
        name: "InvokeEndpointWithResponseStream",
        input: Some(&shapes::INVOKE_ENDPOINT_WITH_RESPONSE_STREAM_INPUT),
        output: Some(&shapes::INVOKE_ENDPOINT_WITH_RESPONSE_STREAM_OUTPUT),
        errors: &[
            "InternalFailure",
            "ServiceUnavailable",
            "ValidationError",
            "ModelError",
            "ModelStreamError",
            "InternalStreamFailure",
        ],
        result_wrapper: None,
        path: "/endpoints/{EndpointName}/invocations-response-stream",
        status: 200,
    },
];

static ERRORS: [ErrorShape; 8] = [
    ErrorShape {
        name: "InternalDependencyException",
        shape: &shapes::INTERNAL_DEPENDENCY_EXCEPTION,
        query_code: None,
        status: Some(530),
        fault: true,
    },
    ErrorShape {
        name: "InternalFailure",
        shape: &shapes::INTERNAL_FAILURE,
        query_code: None,
        status: Some(500),
        fault: true,
    },
    ErrorShape {
        name: "InternalStreamFailure",
        shape: &shapes::INTERNAL_STREAM_FAILURE,
        query_code: None,
        status: None,
        fault: true,
    },
    ErrorShape {
        name: "ModelError",
        shape: &shapes::MODEL_ERROR,
        query_code: None,
        status: Some(424),
        fault: false,
    },
    ErrorShape {
        name: "ModelNotReadyException",
        shape: &shapes::MODEL_NOT_READY_EXCEPTION,
        query_code: None,
        status: Some(429),
        fault: false,
    },
    ErrorShape {
        name: "ModelStreamError",
        shape: &shapes::MODEL_STREAM_ERROR,
        query_code: None,
        status: None,
        fault: false,
    },
    ErrorShape {
        name: "ServiceUnavailable",
        shape: &shapes::SERVICE_UNAVAILABLE,
        query_code: None,
        status: Some(503),
        fault: true,
    },
    ErrorShape {
        name: "ValidationError",
        shape: &shapes::VALIDATION_ERROR,
        query_code: None,
        status: Some(400),
        fault: false,
    },
];

static SHAPES: [&Shape; 39] = [
    &shapes::BODY_BLOB,
    &shapes::CUSTOM_ATTRIBUTES_HEADER,
    &shapes::ENABLE_EXPLANATIONS_HEADER,
    &shapes::ENDPOINT_NAME,
    &shapes::ERROR_CODE,
    &shapes::FILENAME_HEADER,
    &shapes::HEADER,
    &shapes::INFERENCE_COMPONENT_HEADER,
    &shapes::INFERENCE_ID,
    &shapes::INPUT_LOCATION_HEADER,
    &shapes::INTERNAL_DEPENDENCY_EXCEPTION,
    &shapes::INTERNAL_FAILURE,
    &shapes::INTERNAL_STREAM_FAILURE,
    &shapes::INVOCATION_TIMEOUT_SECONDS_HEADER,
    &shapes::INVOKE_ENDPOINT_ASYNC_INPUT,
    &shapes::INVOKE_ENDPOINT_ASYNC_OUTPUT,
    &shapes::INVOKE_ENDPOINT_INPUT,
    &shapes::INVOKE_ENDPOINT_OUTPUT,
    &shapes::INVOKE_ENDPOINT_WITH_RESPONSE_STREAM_INPUT,
    &shapes::INVOKE_ENDPOINT_WITH_RESPONSE_STREAM_OUTPUT,
    &shapes::LOG_STREAM_ARN,
    &shapes::MESSAGE,
    &shapes::MODEL_ERROR,
    &shapes::MODEL_NOT_READY_EXCEPTION,
    &shapes::MODEL_STREAM_ERROR,
    &shapes::NEW_SESSION_RESPONSE_HEADER,
    &shapes::PART_BLOB,
    &shapes::PAYLOAD_PART,
    &shapes::REQUEST_TTL_SECONDS_HEADER,
    &shapes::RESPONSE_STREAM,
    &shapes::S3_OUTPUT_PATH_EXTENSION_HEADER,
    &shapes::SERVICE_UNAVAILABLE,
    &shapes::SESSION_ID_HEADER,
    &shapes::SESSION_ID_OR_NEW_SESSION_CONSTANT_HEADER,
    &shapes::STATUS_CODE,
    &shapes::TARGET_CONTAINER_HOSTNAME_HEADER,
    &shapes::TARGET_MODEL_HEADER,
    &shapes::TARGET_VARIANT_HEADER,
    &shapes::VALIDATION_ERROR,
];
