"""Regras do arquivo de unidades: 16 colunas e uma hierarquia."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cadastros.validacao.celulas import conferir_celulas, email_errado, email_valido
from cadastros.validacao.leiautes import UFS, UNIDADES, Coluna
from cadastros.validacao.planilha import ler
from cadastros.validacao.tipos import (
    Conferencia,
    Linha,
    Problema,
    Unidade,
    aviso,
    comparavel,
    em_lista,
    em_ordem,
    erro,
)
from seicidades.comum.digitos import conferir_cnpj

CEP = re.compile(r"\d{5}-?\d{3}")
ENDERECO_PROPRIO = ("endereco", "bairro", "uf", "cidade", "cep")
COLUNA: Mapping[str, Coluna] = UNIDADES.por_campo


def conferir_unidades(conteudo: bytes) -> Conferencia[Unidade]:
    """Lê e confere o arquivo inteiro; devolve tudo o que achou, nunca só o primeiro."""
    leitura = ler(conteudo, UNIDADES)
    problemas = list(leitura.problemas)
    unidades = []
    for linha in leitura.linhas:
        problemas += conferir_celulas(linha, UNIDADES)
        unidade = _unidade(linha)
        problemas += _conferir_campos(unidade)
        unidades.append(unidade)
    unidades, da_hierarquia = _conferir_hierarquia(unidades)
    problemas += da_hierarquia
    problemas += _conferir_orgaos(unidades)
    return Conferencia(tuple(unidades), em_ordem(problemas))


def _unidade(linha: Linha) -> Unidade:
    return Unidade(linha.numero, *linha.celulas[1:])


def _conferir_campos(unidade: Unidade) -> Iterator[Problema]:
    if unidade.usa_endereco_do_orgao not in {"S", "N"}:
        yield erro(
            "sim_ou_nao",
            "Usa o endereço do órgão: só valem S ou N, em maiúscula.",
            "Escreva S se a unidade fica no endereço do órgão; N se tem endereço próprio.",
            unidade.linha,
            COLUNA["usa_endereco_do_orgao"],
        )
    if unidade.usa_endereco_do_orgao == "N":
        yield from _conferir_endereco_proprio(unidade)
    if unidade.uf and unidade.uf not in UFS:
        yield _formato(unidade, "uf", "não é a sigla de um estado", "Use duas letras, como SP.")
    if unidade.cep and not CEP.fullmatch(unidade.cep):
        yield _formato(unidade, "cep", "não tem oito algarismos", "Use o formato 00000-000.")
    if unidade.cnpj and not conferir_cnpj(unidade.cnpj).valido:
        yield _formato(
            unidade, "cnpj", "os dígitos não conferem", "Copie do cartão do CNPJ ou deixe vazio."
        )
    if unidade.email and not email_valido(unidade.email):
        yield email_errado(unidade.linha, COLUNA["email"])


def _conferir_endereco_proprio(unidade: Unidade) -> Iterator[Problema]:
    for campo in ENDERECO_PROPRIO:
        if not getattr(unidade, campo):
            yield erro(
                "endereco_obrigatorio",
                f"{COLUNA[campo].rotulo}: falta, e a unidade não usa o endereço do órgão. "
                "Sem endereço completo ela não produz documentos.",
                "Preencha a célula, ou escreva S na coluna 6.",
                unidade.linha,
                COLUNA[campo],
            )


def _formato(unidade: Unidade, campo: str, defeito: str, saida: str) -> Problema:
    coluna = COLUNA[campo]
    return erro(campo, f"{coluna.rotulo}: {defeito}.", saida, unidade.linha, coluna)


def _conferir_orgaos(unidades: Iterable[Unidade]) -> Iterator[Problema]:
    orgaos = sorted({u.orgao for u in unidades if u.orgao})
    if len(orgaos) > 1:
        yield aviso(
            "varios_orgaos",
            f"O arquivo tem unidades de {len(orgaos)} órgãos: {em_lista(orgaos)}.",
            "Confira se cada sigla é igual à do órgão cadastrado no SIP.",
        )


def _conferir_hierarquia(unidades: list[Unidade]) -> tuple[list[Unidade], list[Problema]]:
    """Siglas repetidas, superior que não existe, círculos, ordem e raízes."""
    problemas = list(_siglas_repetidas(unidades))
    primeira = _por_sigla(unidades)
    ajustadas = []
    for unidade in unidades:
        superior = primeira.get(comparavel(unidade.superior)) if unidade.superior else None
        if unidade.superior and superior is None:
            problemas.append(_superior_desconhecida(unidade))
        elif superior and superior.sigla != unidade.superior:
            problemas.append(_superior_com_outra_grafia(unidade, superior))
            unidade = replace(unidade, superior=superior.sigla)
        ajustadas.append(unidade)
    primeira = _por_sigla(ajustadas)
    em_circulo: set[str] = set()
    for circulo in circulos(primeira):
        em_circulo.update(circulo)
        problemas.append(_circulo([primeira[chave] for chave in circulo]))
    problemas += _fora_de_ordem(ajustadas, primeira, em_circulo)
    problemas += _raizes(ajustadas)
    return ajustadas, problemas


def _por_sigla(unidades: Iterable[Unidade]) -> dict[str, Unidade]:
    """A primeira unidade de cada sigla."""
    primeira: dict[str, Unidade] = {}
    for unidade in unidades:
        if unidade.sigla:
            primeira.setdefault(comparavel(unidade.sigla), unidade)
    return primeira


def _siglas_repetidas(unidades: Iterable[Unidade]) -> Iterator[Problema]:
    vistas: dict[str, Unidade] = {}
    for unidade in unidades:
        if not unidade.sigla:
            continue
        anterior = vistas.setdefault(comparavel(unidade.sigla), unidade)
        if anterior is not unidade:
            yield erro(
                "sigla_repetida",
                f"A sigla {unidade.sigla} já está na linha {anterior.linha}. "
                "Maiúsculas e minúsculas não distinguem siglas.",
                "Apague a linha repetida ou dê outra sigla à unidade.",
                unidade.linha,
                COLUNA["sigla"],
            )


def _superior_desconhecida(unidade: Unidade) -> Problema:
    return erro(
        "superior_desconhecida",
        f"A unidade superior {unidade.superior} não está no arquivo.",
        "Corrija a sigla, acrescente a unidade superior, ou deixe vazio se esta é a do topo.",
        unidade.linha,
        COLUNA["superior"],
    )


def _superior_com_outra_grafia(unidade: Unidade, superior: Unidade) -> Problema:
    return aviso(
        "superior_grafia",
        f"A unidade superior está escrita {unidade.superior}, e a sigla dela é {superior.sigla}.",
        f"Nada a fazer aqui: será gravada como {superior.sigla}.",
        unidade.linha,
        COLUNA["superior"],
    )


def circulos(por_sigla: Mapping[str, Unidade]) -> list[list[str]]:
    """Cada círculo da hierarquia, uma vez, como lista de siglas comparáveis."""
    fechadas: set[str] = set()
    achados = []
    for inicio in por_sigla:
        caminho: dict[str, int] = {}
        chave = inicio
        while chave in por_sigla and chave not in fechadas and chave not in caminho:
            caminho[chave] = len(caminho)
            chave = comparavel(por_sigla[chave].superior)
        if chave in caminho:
            achados.append(list(caminho)[caminho[chave] :])
        fechadas.update(caminho)
    return achados


def _circulo(unidades: list[Unidade]) -> Problema:
    primeira = min(unidades, key=lambda u: u.linha)
    onde = unidades.index(primeira)
    volta = [u.sigla for u in (*unidades[onde:], *unidades[:onde])]
    if len(volta) == 1:
        mensagem = f"A unidade {volta[0]} é superior dela mesma."
    else:
        mensagem = f"Estas unidades são superiores umas das outras, em círculo: {em_lista(volta)}."
    return erro(
        "circulo",
        mensagem,
        "Corrija a unidade superior de uma delas: a de cima de todas fica com a coluna vazia.",
        primeira.linha,
        COLUNA["superior"],
    )


def _fora_de_ordem(
    unidades: Iterable[Unidade], primeira: Mapping[str, Unidade], em_circulo: set[str]
) -> Iterator[Problema]:
    for unidade in unidades:
        superior = primeira.get(comparavel(unidade.superior)) if unidade.superior else None
        if not superior or comparavel(unidade.sigla) in em_circulo:
            continue
        if superior.linha > unidade.linha:
            yield aviso(
                "superior_depois",
                f"A unidade superior {superior.sigla} só aparece depois, na linha "
                f"{superior.linha}; carregado assim, o SIP não a acharia.",
                "Nada a fazer aqui: o arquivo que geramos para o SEI já sai na ordem certa.",
                unidade.linha,
                COLUNA["superior"],
            )


def _raizes(unidades: Iterable[Unidade]) -> Iterator[Problema]:
    raizes = [u.sigla for u in unidades if u.sigla and not u.superior]
    if len(raizes) > 1:
        yield aviso(
            "varias_raizes",
            f"{len(raizes)} unidades não têm superior: {em_lista(raizes)}.",
            "Se só uma é a do topo, preencha a unidade superior das outras.",
            coluna=COLUNA["superior"],
        )
