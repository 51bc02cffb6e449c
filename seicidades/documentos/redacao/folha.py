"""O que vai em volta do texto, igual em todos os formatos."""

from dataclasses import dataclass
from datetime import date

from seicidades.comum.formatos import data_por_extenso
from seicidades.documentos.redacao.arvore import No


@dataclass(frozen=True, slots=True)
class Folha:
    """Um documento pronto para ser escrito.

    Args:
        titulo: o do tipo, como "Ofício de solicitação".
        identificacao: registro e versão, como "registro nº 1/2026, versão 2".
        orgao: nome por extenso, no alto.
        unidade: o que vem abaixo do nome do órgão; pode faltar.
        codigo: o de verificação, com os traços.
        endereco: a página que confere o código.
        brasao: bytes de uma imagem PNG ou JPEG; sem ela, um escudo com as iniciais.
    """

    titulo: str
    identificacao: str
    orgao: str
    codigo: str
    endereco: str
    dia: date
    corpo: No
    unidade: str = ""
    brasao: bytes = b""

    @property
    def rodape(self) -> str:
        return f"{self.titulo}, {self.identificacao} · gerado em {data_por_extenso(self.dia)}"

    @property
    def iniciais(self) -> str:
        """Das palavras que contam, no máximo três: "Prefeitura de Ouro Alto" vira "POA"."""
        palavras = [p for p in self.orgao.split() if p[:1].isupper()]
        return "".join(p[0] for p in palavras[:3])
