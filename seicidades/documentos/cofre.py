"""Onde os bytes moram: `MEDIA_ROOT/<órgão>/<início do resumo>/<resumo>`.

O endereço vem do conteúdo, nunca do nome que a pessoa deu. O mesmo conteúdo,
no mesmo órgão, ocupa um lugar só; órgãos diferentes não dividem nada.
"""

import hashlib
import os
import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import FileSystemStorage

TEMPORARIOS = "temporarios"
_SO_O_DONO = 0o700
_RESUMO = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Recebido:
    """Bytes já em disco, ainda fora do lugar."""

    caminho: Path
    sha256: str
    tamanho: int


@dataclass(frozen=True, slots=True)
class Guardado:
    """Um conteúdo que está no cofre."""

    orgao_id: int
    sha256: str


def endereco(orgao_id: int, sha256: str) -> str:
    return f"{orgao_id}/{sha256[:2]}/{sha256}"


class Cofre(FileSystemStorage):
    """Pasta privada: nada daqui tem endereço público."""

    def url(self, name):
        raise ValueError("Arquivo do cofre não tem endereço público; use documentos:baixar.")

    @contextmanager
    def receber(self, pedacos: Iterable[bytes]) -> Iterator[Recebido]:
        """Grava em um temporário e apura o resumo do que foi gravado.

        O temporário some na saída, a menos que `assentar` o tenha posto no lugar.
        """
        pasta = self._pasta(TEMPORARIOS)
        caminho = pasta / uuid.uuid4().hex
        try:
            yield _gravar(caminho, pedacos)
        finally:
            caminho.unlink(missing_ok=True)

    def assentar(self, recebido: Recebido, orgao_id: int) -> str:
        """Põe o conteúdo no lugar, de uma vez só, e devolve o endereço.

        Se já havia um igual, é trocado por este: o endereço é o mesmo e quem
        estava lendo o anterior termina de ler.
        """
        nome = endereco(orgao_id, recebido.sha256)
        pasta = self._pasta(os.path.dirname(nome))
        os.replace(recebido.caminho, pasta / recebido.sha256)
        _firmar(pasta)
        return nome

    def descartar(self, guardado: Guardado) -> None:
        """Apaga os bytes. Não ter o que apagar não é erro."""
        self.delete(endereco(guardado.orgao_id, guardado.sha256))

    def guardados(self) -> Iterator[Guardado]:
        """Tudo o que está em disco, com ou sem linha no banco."""
        for caminho in Path(self.location).glob("*/??/*"):
            orgao = caminho.parts[-3]
            if orgao.isdecimal() and _RESUMO.fullmatch(caminho.name):
                yield Guardado(int(orgao), caminho.name)

    def temporarios_anteriores(self, instante: float) -> Iterator[Path]:
        """Restos de envios que morreram no meio, antes do instante (segundos desde 1970)."""
        for caminho in (Path(self.location) / TEMPORARIOS).glob("*"):
            if caminho.stat().st_mtime < instante:
                yield caminho

    def _pasta(self, relativa: str) -> Path:
        """A pasta, criada se preciso, cada nível só para o dono."""
        pasta = Path(self.location)
        pasta.mkdir(mode=_SO_O_DONO, parents=True, exist_ok=True)
        for parte in Path(relativa).parts:
            pasta /= parte
            pasta.mkdir(mode=_SO_O_DONO, exist_ok=True)
        return pasta


def _gravar(caminho: Path, pedacos: Iterable[bytes]) -> Recebido:
    resumo, tamanho = hashlib.sha256(), 0
    descritor = os.open(caminho, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descritor, "wb") as destino:
        for pedaco in pedacos:
            resumo.update(pedaco)
            tamanho += destino.write(pedaco)
        destino.flush()
        os.fsync(destino.fileno())
    return Recebido(caminho, resumo.hexdigest(), tamanho)


def _firmar(pasta: Path) -> None:
    """Faz o disco lembrar a troca de nome mesmo se a energia cair."""
    descritor = os.open(pasta, os.O_RDONLY)
    try:
        os.fsync(descritor)
    finally:
        os.close(descritor)


cofre = Cofre()
