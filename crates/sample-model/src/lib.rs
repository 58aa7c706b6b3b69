//! A real model server: language identification behind the SageMaker container contract.
