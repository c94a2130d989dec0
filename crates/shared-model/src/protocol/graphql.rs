//! What async-graphql's derives do not do for generic types: their names, and an input whose fields are those of the
//! record beside those of the write.

use std::borrow::Cow;

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{MetaInputValue, MetaType, MetaTypeId, Registry};
use async_graphql::{
    InputObjectType, InputType, InputValueError, InputValueResult, Name, OutputType, TypeName,
    Value,
};

use super::{Outcome, Write};
use crate::id::WriteId;
use crate::version::{RemoteVersion, WireRecord};

impl<R: WireRecord> TypeName for RemoteVersion<R> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Version", <R as OutputType>::type_name()).into()
    }
}

impl<R: WireRecord> TypeName for Outcome<R> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Outcome", <R as OutputType>::type_name()).into()
    }
}

const WRITE_ID: &str = "writeId";
const BASE_WRITE_ID: &str = "baseWriteId";

impl<R: WireRecord> InputObjectType for Write<R> {}

impl<R: WireRecord> InputType for Write<R> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        format!("Create{}Input", <R as OutputType>::type_name()).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_input_type::<Self, _>(MetaTypeId::InputObject, |registry| {
            let mut input_fields = IndexMap::new();
            if let MetaType::InputObject {
                input_fields: of_record,
                ..
            } = registry.create_fake_input_type::<R>()
            {
                input_fields.extend(of_record);
            }
            let write_ids = [
                (
                    WRITE_ID,
                    <WriteId as InputType>::create_type_info(registry),
                    "The random name of this write.",
                ),
                (
                    BASE_WRITE_ID,
                    <Option<WriteId> as InputType>::create_type_info(registry),
                    "The version it was made from; absent when the server has never told of one.",
                ),
            ];
            for (name, ty, description) in write_ids {
                input_fields.insert(name.to_owned(), input_value(name, ty, description));
            }
            MetaType::InputObject {
                name: <Self as InputType>::type_name().into_owned(),
                description: None,
                input_fields,
                visible: None,
                inaccessible: false,
                tags: Vec::new(),
                rust_typename: Some(std::any::type_name::<Self>()),
                oneof: false,
                directive_invocations: Vec::new(),
            }
        })
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let Some(Value::Object(fields)) = value else {
            return Err(InputValueError::expected_type(value.unwrap_or_default()));
        };
        let write_id =
            InputType::parse(fields.get(WRITE_ID).cloned()).map_err(InputValueError::propagate)?;
        let base_write_id = InputType::parse(fields.get(BASE_WRITE_ID).cloned())
            .map_err(InputValueError::propagate)?;
        let record = R::parse(Some(Value::Object(fields))).map_err(InputValueError::propagate)?;
        Ok(Self {
            record,
            write_id,
            base_write_id,
        })
    }

    fn to_value(&self) -> Value {
        let mut fields = match self.record.to_value() {
            Value::Object(fields) => fields,
            _ => IndexMap::new(),
        };
        fields.insert(Name::new(WRITE_ID), self.write_id.to_value());
        fields.insert(Name::new(BASE_WRITE_ID), self.base_write_id.to_value());
        Value::Object(fields)
    }

    fn as_raw_value(&self) -> Option<&Self::RawValueType> {
        Some(self)
    }
}

fn input_value(name: &str, ty: String, description: &str) -> MetaInputValue {
    MetaInputValue {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        ty,
        deprecation: async_graphql::registry::Deprecation::NoDeprecated,
        default_value: None,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        is_secret: false,
        directive_invocations: Vec::new(),
    }
}
