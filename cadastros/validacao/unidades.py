"""Regras do arquivo de unidades: 16 colunas e uma hierarquia."""

import re
from collections.abc import Iterable, Iterator, Mapping

from cadastros.validacao.celulas import (
    colunas_a_conferir,
    conferir_celulas,
    email_errado,
    email_valido,
)
from cadastros.validacao.colunas import Escolha
from cadastros.validacao.conhecidas import Conhecida, Conhecidas
from cadastros.validacao.hierarquia import conferir_hierarquia
from cadastros.validacao.leiautes import UFS, UNIDADES, Coluna
from cadastros.validacao.mendas import (
    mendar_linha,
    mendar_repetidas,
    mendar_unidades,
)
from cadastros.validacao.planilha import ler
from cadastros.validacao.tipos import (
    Conferencia,
    Leitura,
    Linha,
    Menda,
    Problema,
    Unidade,
    aviso,
    em_lista,
    em_ordem,
    erro,
)
from seicidades.comum.digitos import conferir_cnpj

CEP = re.compile(r"\d{5}-?\d{3}")
ENDERECO_PROPRIO = ("endereco", "bairro", "uf", "cidade", "cep")
COLUNA: Mapping[str, Coluna] = UNIDADES.por_campo


def conferir_unidades(conteudo: bytes, escolha: Escolha | None = None) -> Conferencia[Unidade]:
    """Lê e confere o arquivo inteiro; devolve tudo o que achou, nunca só o primeiro."""
    return examinar_unidades(ler(conteudo, UNIDADES, escolha))


def examinar_unidades(leitura: Leitura) -> Conferencia[Unidade]:
    """Confere o que já se leu. O tempo cresce com as linhas, e só com elas."""
    problemas = list(leitura.problemas)
    mendas: list[Menda] = []
    unidades = []
    suspeitas = colunas_a_conferir(leitura.linhas, UNIDADES)
    for linha in leitura.linhas:
        unidade = _unidade(linha)
        unidades.append(unidade)
        achados = [
            *conferir_celulas(linha, suspeitas, leitura.sem_valor),
            *_conferir_campos(unidade),
        ]
        if achados:
            problemas += achados
            mendas += mendar_linha(linha, UNIDADES)
    conhecidas = conhecidas_de(unidades)
    unidades, da_hierarquia = conferir_hierarquia(unidades, conhecidas)
    problemas += da_hierarquia
    problemas += _conferir_orgaos(unidades)
    mendas += mendar_unidades(
        leitura.linhas, UNIDADES, "superior", conhecidas, "superior_desconhecida"
    )
    mendas += mendar_repetidas(leitura.linhas)
    return Conferencia(tuple(unidades), em_ordem(problemas), tuple(mendas))


def conhecidas_de(unidades: Iterable[Unidade]) -> Conhecidas:
    return Conhecidas(tuple(Conhecida(u.sigla, u.descricao, u.superior, u.orgao) for u in unidades))


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
                f"{COLUNA[campo].rotulo}: falta, e a unidade não usa o endereço do órgão.",
                f"Preencha a célula, ou escreva S em “{COLUNA['usa_endereco_do_orgao'].rotulo}”.",
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
