"""Escreve os arquivos de carga no leiaute publicado: UTF-8 sem BOM, vírgula e LF."""

import csv
import io
from collections.abc import Iterable, Sequence

from cadastros.validacao.leiautes import UNIDADES, USUARIOS, Leiaute
from cadastros.validacao.tipos import Unidade, Usuario, comparavel

EXEMPLO_DE_UNIDADES = (
    Unidade(
        linha=2,
        orgao="PM-EXEMPLO",
        sigla="GAB",
        descricao="Gabinete do Prefeito",
        email="gab@exemplo.invalid",
        telefone="(11) 4000-0000",
        site="https://exemplo.invalid/",
    ),
    Unidade(
        linha=3,
        orgao="PM-EXEMPLO",
        sigla="SMA",
        descricao="Secretaria Municipal de Administração",
        superior="GAB",
        email="sma@exemplo.invalid",
        usa_endereco_do_orgao="N",
        endereco="Rua das Flores, 100",
        bairro="Centro",
        uf="SP",
        cidade="Adamantina",
        cep="17800-000",
    ),
)
EXEMPLO_DE_USUARIOS = (
    Usuario(
        linha=2,
        orgao="PM-EXEMPLO",
        sigla="ana.prado",
        nome="Ana Prado",
        email="ana.prado@exemplo.invalid",
        unidade="GAB",
        perfil="Básico",
    ),
)


def texto_das_unidades(unidades: Sequence[Unidade]) -> str:
    """O CSV de unidades, superiores antes de subordinadas."""
    return _texto(UNIDADES, de_cima_para_baixo(unidades))


def texto_dos_usuarios(usuarios: Sequence[Usuario]) -> str:
    return _texto(USUARIOS, usuarios)


def _texto(leiaute: Leiaute, registros: Iterable[Unidade | Usuario]) -> str:
    saida = io.StringIO(newline="")
    escritor = csv.writer(saida, lineterminator="\n")
    escritor.writerow(leiaute.cabecalho)
    campos = [c.campo for c in leiaute.colunas[1:]]
    for sequencia, registro in enumerate(registros, start=1):
        escritor.writerow([sequencia, *(getattr(registro, campo) for campo in campos)])
    return saida.getvalue()


def de_cima_para_baixo(unidades: Sequence[Unidade]) -> list[Unidade]:
    """Cada unidade depois da superior, mexendo o mínimo na ordem recebida."""
    por_sigla = {comparavel(u.sigla): u for u in unidades}
    postas: dict[str, Unidade] = {}
    for unidade in unidades:
        ramo: dict[str, Unidade] = {}
        chave = comparavel(unidade.sigla)
        while chave in por_sigla and chave not in postas and chave not in ramo:
            ramo[chave] = por_sigla[chave]
            chave = comparavel(por_sigla[chave].superior)
        postas.update(reversed(ramo.items()))
    return list(postas.values())


def niveis(unidades: Sequence[Unidade]) -> dict[str, int]:
    """O nível de cada sigla na hierarquia, de 1 para baixo."""
    nivel: dict[str, int] = {}
    for unidade in de_cima_para_baixo(unidades):
        nivel[unidade.sigla] = nivel.get(unidade.superior, 0) + 1
    return nivel
