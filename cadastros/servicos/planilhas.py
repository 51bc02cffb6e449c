"""As cargas em XLSX, para pessoas abrirem: tudo é texto, nada vira fórmula nem perde zeros."""

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter

from cadastros.servicos.comparacao import Registro
from cadastros.validacao import Coluna, Leiaute

LARGURA_MINIMA, LARGURA_MAXIMA = 12, 44


def em_xlsx(leiaute: Leiaute, registros: Iterable[Registro]) -> bytes:
    """Uma aba com o cabeçalho publicado e as linhas; outra que explica cada coluna."""
    saida = BytesIO()
    with xlsxwriter.Workbook(saida, {"in_memory": True}) as pasta:
        negrito = pasta.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        texto = pasta.add_format({"num_format": "@"})
        aba = pasta.add_worksheet(leiaute.nome.capitalize())
        aba.freeze_panes(1, 3)
        for coluna in leiaute.colunas:
            aba.set_column(coluna.posicao, coluna.posicao, _largura(coluna), texto)
            aba.write_string(0, coluna.posicao, coluna.cabecalho, negrito)
        for linha, registro in enumerate(registros, start=1):
            aba.write_string(linha, 0, str(linha))
            for coluna in leiaute.colunas[1:]:
                if valor := getattr(registro, coluna.campo):
                    aba.write_string(linha, coluna.posicao, valor)
        _explicar(pasta.add_worksheet("Como preencher"), leiaute.colunas, negrito)
    return saida.getvalue()


def _largura(coluna: Coluna) -> int:
    return max(LARGURA_MINIMA, min(LARGURA_MAXIMA, coluna.largura // 4, len(coluna.cabecalho) + 4))


def _explicar(aba, colunas: Sequence[Coluna], negrito) -> None:
    aba.set_column(0, 0, 30)
    aba.set_column(1, 1, 90)
    for linha, coluna in enumerate(colunas):
        obrigatoria = "Não pode faltar. " if coluna.obrigatoria else ""
        aba.write_string(linha, 0, coluna.cabecalho, negrito)
        aba.write_string(
            linha, 1, f"{coluna.rotulo}. {obrigatoria}Até {coluna.largura} caracteres."
        )
