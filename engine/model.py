"""`Model`: a trained network as a person holds it, with labels and preprocessing.

It is one thing, though long: all that can be asked of a network, each answer a few lines.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from engine.activations import Activations
from engine.cautions import what_is_filled, what_is_missing
from engine.compile import Options
from engine.errors import ShapeError
from engine.feeding import filled, usual_shape
from engine.formats.model_file import ModelFile
from engine.graph import Graph, Value
from engine.images import Picture, read_image
from engine.layers import Layer, is_weights, layers_of, values_between
from engine.layout import channels_first, channels_last_values
from engine.left_out import left_out
from engine.metadata import Labels, Preprocess, picture_input, read_metadata
from engine.network import Network
from engine.passes.cut_unknown import cut_unknown
from engine.passes.scale_values import scale_values
from engine.plan import OnStep
from engine.prediction import Prediction, read_prediction
from engine.preprocess import Prepared, prepare
from engine.shown_text import shown_text
from engine.stopping import ShouldStop, apart

ImageSource = Any
"""Path, bytes, PIL image, uint8 array (H, W) or (H, W, 3), or `Picture`."""


class Model:
    """A network with the words for its answers and the way pictures go in.

    Attributes
    ----------
    path : where it was read, or None
    inputs, outputs : what the network itself takes and gives
    labels, preprocess : in use; each says where it comes from
    card : title, description, licence and credit, as far as the file states them
    task : 'classify', 'detect', 'segment', … where the model says so, else empty
    warnings : what was odd about the file, for people
    architecture : how the weights of a NumPy archive are used; None for an ONNX file
    missing : the nodes that cannot run, where the model was loaded without them; then its outputs
        are the last feature maps that can be computed, and it gives no predictions
    left_out : the layers that are not run for that, in running order, with the reason
    opset : the version of ONNX its operators are meant in
    producer : the program that wrote the file
    size_bytes : of the file
    """

    def __init__(
        self, file: ModelFile, path: Path | None, *, partial: bool, options: Options
    ) -> None:
        metadata = read_metadata(
            file.metadata, path, file.graph.inputs, file.graph.outputs, file.graph.nodes
        )
        graph, self.missing = cut_unknown(file.graph) if partial else (file.graph, ())
        self.left_out = left_out(file.graph) if self.missing else ()
        self._options = options
        called = path.name if path else "model"
        self._network = self._stated_network = Network(graph, options, called)
        self._stated = metadata
        self.path = path
        self.inputs = file.graph.inputs
        self.outputs = graph.outputs
        self._output_names = tuple(dict.fromkeys(value.name for value in graph.outputs))
        self.labels = metadata.labels
        self.preprocess = metadata.preprocess
        self.card = metadata.card
        self.task = metadata.task
        self.warnings = (
            *file.warnings,
            *metadata.warnings,
            *what_is_filled(self.inputs),
            *what_is_missing(self.missing),
        )
        self.architecture = file.architecture
        self.opset = file.graph.opsets.get("", 0)
        self.producer = file.producer
        self.size_bytes = file.size_bytes
        self.name = shown_text(
            metadata.card.title or (path.stem if path else file.graph.name or "model")
        )

    def with_options(
        self,
        *,
        labels: Labels | Collection[str] | None = None,
        preprocess: Preprocess | None = None,
    ) -> Model:
        """Return the same network with other labels or preprocessing; weights are shared."""
        other = copy.copy(self)
        other.__dict__.pop("layers", None)
        if labels is not None:
            given = labels if isinstance(labels, Labels) else Labels(tuple(labels), "given")
            other.labels = given
        if preprocess is not None:
            other.preprocess = preprocess
        return other

    def assuming_size(self, size: tuple[int, int]) -> Model:
        """Return the model with a size (height, width) that its file leaves open, and say so."""
        other = self.with_options(preprocess=replace(self.preprocess, size=size))
        other._stated = replace(self._stated, preprocess=other.preprocess)
        said = (
            f"The size of pictures is not stated; {size[0]} × {size[1]} goes through the network."
        )
        other.warnings = (*self.warnings, said)
        return other

    def as_stated(self) -> Model:
        """Return the model with the labels and preprocessing that its file states."""
        return self.with_options(labels=self._stated.labels, preprocess=self._stated.preprocess)

    def with_channels_scaled(self, factors: Mapping[str, Mapping[int, float]]) -> Model:
        """Return the network as its file holds it, but with some channels switched off or scaled.

        Parameters
        ----------
        factors : for each layer's name, the factor of each channel that shall change; 0 switches
            it off. An empty mapping gives the network unchanged

        Raises
        ------
        ShapeError
            If there is no such layer or channel.
        """
        other = copy.copy(self)
        other.__dict__.pop("layers", None)
        other._network = self._stated_network
        shapes = {layer.name: layer.shape for layer in other.layers}
        last = other._channels_last(other._usual_shapes())
        arrays = {}
        for name, changes in factors.items():
            shape = shapes.get(name, ())
            if len(shape) < 2 or not all(0 <= channel < shape[1] for channel in changes):
                raise ShapeError(
                    f"layer {name!r} has no channels {sorted(changes)}.", file=self.name
                )
            channels = np.ones(shape[1], np.float32)
            channels[list(changes)] = list(changes.values())
            rank = 1 if name in last else len(shape) - 1
            arrays[name] = channels.reshape(-1, *(1,) * (rank - 1))
            arrays[name].flags.writeable = False
        if arrays:
            other.__dict__.pop("layers", None)
            other._network = Network(
                scale_values(self._stated_network.graph, arrays), self._options
            )
        return other

    @property
    def graph(self) -> Graph:
        """The network as its file holds it, constants folded."""
        return self._stated_network.graph

    @cached_property
    def image_input(self) -> Value:
        """The input that takes the picture.

        Raises
        ------
        ShapeError
            If the network has no input.
        """
        value = picture_input(self.inputs)
        if value is None:
            raise ShapeError("this network has no input.", file=self.name)
        return value

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers for a picture of the usual size, in running order."""
        return self._layers(self._usual_shapes())

    @property
    def threads(self) -> int:
        """Over how many threads a large step of a run is spread."""
        return self._options.threads

    @property
    def parameters(self) -> int:
        """How many weights the network has; one that two layers share counts once."""
        constants = self._network.resolved(self._usual_shapes()).graph.constants
        return sum(array.size for array in constants.values() if is_weights(array))

    @property
    def multiply_adds(self) -> int:
        """How many multiplications with addition a picture of the usual size takes."""
        return sum(layer.multiply_adds for layer in self.layers)

    def prepare(self, image: ImageSource) -> Prepared:
        """Return a picture as this network wants it.

        Raises
        ------
        EngineError
            If the picture cannot be read, or the network takes no picture.
        """
        picture = image if isinstance(image, Picture) else read_image(image)
        return prepare(picture, self.preprocess, self.image_input)

    def feeds(self, prepared: Prepared) -> dict[str, np.ndarray]:
        """Return an array for each input, in order: the picture, and what is filled in."""
        return {
            value.name: prepared.tensor
            if value == self.image_input
            else filled(value, self.usual_shape(value), prepared)
            for value in self.inputs
        }

    def predict(
        self,
        image: ImageSource,
        *,
        should_stop: ShouldStop | None = None,
        on_step: OnStep | None = None,
    ) -> Prediction:
        """Return what the network says about a picture.

        Parameters
        ----------
        image : path, bytes, PIL image, or uint8 array (H, W) grey or (H, W, 3) RGB
        should_stop : asked often; when it returns True, CancelledError follows within a tenth of
            a second. Where it is given, the work is done on another thread, which asks and tells
        on_step : told after each layer how many are done, and how many there are

        Raises
        ------
        EngineError
            If the picture cannot be read, or the network cannot work on it.
        """

        def work(asked: ShouldStop | None) -> Prediction:
            prepared = self.prepare(image)
            names = [value.name for value in self.outputs]
            outputs, _, seconds = self._network.run(self.feeds(prepared), names, asked, on_step)
            return self._prediction(outputs, seconds)

        return apart(work, should_stop)

    def activations(
        self,
        image: ImageSource,
        *,
        should_stop: ShouldStop | None = None,
        on_step: OnStep | None = None,
    ) -> Activations:
        """Return what every layer puts out for a picture; parameters and errors as `predict`."""

        def work(asked: ShouldStop | None) -> Activations:
            prepared = self.prepare(image)
            feeds = self.feeds(prepared)
            shapes = {name: array.shape for name, array in feeds.items()}
            layers = self._layers(shapes)
            outputs = [value.name for value in self.outputs]
            resolved = self._network.resolved(shapes)
            between = values_between(resolved.graph, layers)
            names = dict.fromkeys([*(layer.name for layer in layers), *outputs, *between])
            values, seconds, total = self._network.run(feeds, names, asked, on_step, timed=True)
            prediction = self._prediction({name: values[name] for name in outputs}, total)
            last = self._channels_last(shapes)
            # Sequences and strings cannot be shown as pictures or tables of numbers.
            layers = tuple(layer for layer in layers if not values[layer.name].dtype.hasobject)
            shown = {
                layer.name: channels_first(values[layer.name], layer.name in last)
                for layer in layers
            }
            others = feeds | {name: values[name] for name in between}
            return Activations(shown, layers, seconds, prediction, prepared, resolved, last, others)

        return apart(work, should_stop)

    def run(
        self,
        feeds: Mapping[str, np.ndarray],
        watch: Collection[str] = (),
        *,
        should_stop: ShouldStop | None = None,
        on_step: OnStep | None = None,
    ) -> dict[str, np.ndarray]:
        """Return the network's outputs, and the watched values, for raw arrays.

        Parameters
        ----------
        feeds : an array for each input, in its own layout, without preprocessing
        watch : names of layers whose values are wanted too, as the network holds them

        Raises
        ------
        EngineError
            If an array does not fit its input, or a watched name does not exist.
        """
        names = self._output_names
        if watch:
            names = tuple(dict.fromkeys([*names, *watch]))
        return apart(lambda asked: self._network.run(feeds, names, asked, on_step)[0], should_stop)

    def layer_seconds(self, feeds: Mapping[str, np.ndarray]) -> dict[str, float]:
        """Return how long each layer takes, by name, while all are watched; feeds as for `run`."""
        names = [layer.name for layer in self.layers]
        return self._network.run(feeds, names, timed=True)[1]

    def _prediction(self, outputs: Mapping[str, np.ndarray], seconds: float) -> Prediction:
        if self.missing:
            return Prediction(None, None, False, self.labels, seconds, outputs)
        shape = self.image_input.shape
        batch = shape[0] if shape and isinstance(shape[0], int) else 1
        return read_prediction(self._network.graph, outputs, self.labels, seconds, batch)

    def _layers(self, shapes: Mapping[str, tuple[int, ...]]) -> tuple[Layer, ...]:
        resolved = self._network.resolved(shapes)
        return layers_of(resolved.graph, resolved.specs, self._channels_last(shapes))

    def _channels_last(self, shapes: Mapping[str, tuple[int, ...]]) -> frozenset[str]:
        resolved = self._network.resolved(shapes)
        pictures = {self.image_input.name} if self.preprocess.layout == "NHWC" else set()
        return channels_last_values(resolved.graph, resolved.specs, frozenset(pictures))

    def _usual_shapes(self) -> dict[str, tuple[int, ...]]:
        return {value.name: self.usual_shape(value) for value in self.inputs}

    def usual_shape(self, value: Value) -> tuple[int, ...]:
        """Return the shape an input has for a picture, or with 1 for each size left open."""
        return usual_shape(value, value == self.image_input, self.preprocess)
