"""O modelo da planilha, para baixar em CSV e XLSX."""

import csv
from io import BytesIO, StringIO

import xlsxwriter

from seicidades.importacao.colunas import Leiaute

BOM = "\ufeff"  # sem ele o Excel abre o CSV como Latin-1
FORMATO_DA_DATA = "dd/mm/yyyy"
LARGURA = 22


def em_csv(leiaute: Leiaute) -> bytes:
    saida = StringIO()
    escritor = csv.writer(saida, delimiter=";", lineterminator="\r\n")
    escritor.writerow([c.titulo for c in leiaute.colunas])
    escritor.writerow([c.exemplo for c in leiaute.colunas])
    return (BOM + saida.getvalue()).encode()


def em_xlsx(leiaute: Leiaute) -> bytes:
    """Uma aba com o cabeçalho e um exemplo; outra que explica cada coluna."""
    saida = BytesIO()
    with xlsxwriter.Workbook(saida, {"in_memory": True}) as pasta:
        negrito = pasta.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        data = pasta.add_format({"num_format": FORMATO_DA_DATA})
        texto = pasta.add_format({"num_format": "@"})
        carteira = pasta.add_worksheet("Carteira")
        carteira.freeze_panes(1, 2)
        for indice, coluna in enumerate(leiaute.colunas):
            formato = data if coluna.tipo == "data" else texto
            carteira.set_column(indice, indice, LARGURA, formato)
            carteira.write_string(0, indice, coluna.titulo, negrito)
            if coluna.exemplo:
                carteira.write_string(1, indice, coluna.exemplo)
        ajuda = pasta.add_worksheet("Como preencher")
        ajuda.set_column(0, 0, 36)
        ajuda.set_column(1, 1, 90)
        for linha, coluna in enumerate(leiaute.colunas):
            ajuda.write_string(linha, 0, coluna.titulo)
            ajuda.write_string(linha, 1, coluna.ajuda or "Pode ficar em branco.")
    return saida.getvalue()
