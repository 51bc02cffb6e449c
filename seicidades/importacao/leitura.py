"""Da tabela às cidades: cada linha vira um registro de um município, com o que há de errado."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from seicidades.comum.formatos import lista_e, sem_acentos
from seicidades.comum.tabela_csv import CelulaRecusada, Problema
from seicidades.importacao.celulas import converter, em_texto
from seicidades.importacao.colunas import CODIGO, MUNICIPIO, Leiaute
from seicidades.importacao.planilha import Linha, Planilha

Valor = str | date


@dataclass(frozen=True)
class Lugar:
    """Um município e a prefeitura dele."""

    codigo: str
    nome: str
    orgao_id: int
    municipio_id: int


@dataclass
class Registro:
    """O que o arquivo diz de uma cidade. `valores` só tem as colunas preenchidas."""

    linha: int
    lugar: Lugar
    valores: dict[str, Valor]
    iguais: list[int] = field(default_factory=list)


@dataclass
class Leitura:
    """Tudo o que se leu do arquivo."""

    planilha: Planilha
    registros: list[Registro] = field(default_factory=list)
    problemas: list[Problema] = field(default_factory=list)
    notas: list[str] = field(default_factory=list)


class Lugares:
    """Acha o município pelo código ou pelo nome, com ou sem acentos."""

    def __init__(self, lugares: Iterable[Lugar]):
        self.lugares = list(lugares)

    @cached_property
    def por_codigo(self) -> dict[str, Lugar]:
        sete = {lugar.codigo: lugar for lugar in self.lugares}
        # Sem o dígito verificador, como o IBGE também o escreve.
        return {codigo[:6]: lugar for codigo, lugar in sete.items()} | sete

    @cached_property
    def por_nome(self) -> dict[str, Lugar]:
        return {chave_do_nome(lugar.nome): lugar for lugar in self.lugares}

    def parecidos(self, nome: str) -> list[Lugar]:
        chaves = get_close_matches(chave_do_nome(nome), self.por_nome, n=3, cutoff=0.75)
        return [self.por_nome[chave] for chave in chaves]


def chave_do_nome(nome: str) -> str:
    """ "Prefeitura Municipal de Santa Bárbara d'Oeste - SP" vira "santabarbaradoeste"."""
    limpo = sem_acentos(nome).lower().strip()
    for comeco in ("prefeitura municipal de ", "prefeitura de ", "municipio de ", "pm de "):
        limpo = limpo.removeprefix(comeco)
    for fim in ("/sp", "- sp", "-sp", "(sp)"):
        limpo = limpo.removesuffix(fim)
    return "".join(letra for letra in limpo if letra.isalnum())


def ler_registros(planilha: Planilha, leiaute: Leiaute, lugares: Lugares) -> Leitura:
    """Converte todas as linhas e junta todos os problemas, sem parar no primeiro."""
    leitura = Leitura(planilha, notas=list(planilha.notas))
    if planilha.ignoradas:
        colunas = lista_e(f"«{t}»" for t in planilha.ignoradas)
        leitura.notas.append(f"Colunas que não são do modelo e ficaram de fora: {colunas}.")
    por_orgao: dict[int, Registro] = {}
    pelo_nome = []
    for linha in planilha.linhas:
        problemas: list[Problema] = []
        valores = _converter(linha, planilha, leiaute, problemas)
        lugar = _achar(linha.numero, valores, planilha, lugares, problemas, pelo_nome)
        leitura.problemas += problemas
        if lugar is not None and not problemas:
            _juntar(Registro(linha.numero, lugar, valores), por_orgao, leitura)
    leitura.registros = list(por_orgao.values())
    _contar_do_nome(pelo_nome, leitura)
    return leitura


def _converter(
    linha: Linha, planilha: Planilha, leiaute: Leiaute, problemas: list[Problema]
) -> dict[str, Valor]:
    valores = {}
    for nome, celula in linha.celulas.items():
        try:
            valor = converter(leiaute.por_nome[nome], celula)
        except CelulaRecusada as recusa:
            problemas.append(recusa.problema(linha.numero, onde(planilha, leiaute, nome)))
            continue
        if valor is not None:
            valores[nome] = valor
    return valores


def onde(planilha: Planilha, leiaute: Leiaute, nome: str) -> str:
    """A coluna como a pessoa a vê: letra e título."""
    letra, titulo = planilha.letras.get(nome), leiaute.por_nome[nome].titulo
    return f"{letra} ({titulo})" if letra else titulo


def _achar(
    linha: int,
    valores: dict[str, Valor],
    planilha: Planilha,
    lugares: Lugares,
    problemas: list[Problema],
    pelo_nome: list[str],
) -> Lugar | None:
    codigo, nome = valores.pop(CODIGO.nome, ""), valores.pop(MUNICIPIO.nome, "")
    coluna_do_codigo = _coluna(planilha, CODIGO)
    coluna_do_nome = _coluna(planilha, MUNICIPIO)
    if codigo:
        lugar = lugares.por_codigo.get(codigo)
        if lugar is None:
            problemas.append(_codigo_desconhecido(linha, coluna_do_codigo, codigo, nome, lugares))
        elif nome and chave_do_nome(nome) != chave_do_nome(lugar.nome):
            problemas.append(_discordam(linha, coluna_do_nome, codigo, nome, lugar, lugares))
        return lugar
    if any(p.coluna == coluna_do_codigo for p in problemas):
        return None
    if not nome:
        motivo = "A linha não diz de que cidade é."
        saida = "Escreva o código do IBGE ou o nome da cidade; apague a linha se for de totais."
        problemas.append(Problema("falta_cidade", motivo, saida, linha, coluna_do_codigo))
        return None
    lugar = lugares.por_nome.get(chave_do_nome(nome))
    if lugar is None:
        problemas.append(_nome_desconhecido(linha, coluna_do_nome, nome, lugares))
    else:
        pelo_nome.append(f"{lugar.nome} (linha {linha})")
    return lugar


def _coluna(planilha: Planilha, coluna) -> str:
    letra = planilha.letras.get(coluna.nome)
    return f"{letra} ({coluna.titulo})" if letra else coluna.titulo


def _sugestao(nome: str, lugares: Lugares) -> str:
    parecidos = [f"{x.nome}, {x.codigo}" for x in lugares.parecidos(nome)] if nome else []
    return f" Será {' ou '.join(parecidos)}?" if parecidos else ""


def _codigo_desconhecido(linha, coluna, codigo, nome, lugares) -> Problema:
    igual = lugares.por_nome.get(chave_do_nome(nome)) if nome else None
    saida = (
        f"O código de {igual.nome} é {igual.codigo}."
        if igual
        else "Confira o código na página do IBGE." + _sugestao(nome, lugares)
    )
    motivo = f"Nenhum município paulista tem o código {codigo}."
    return Problema("codigo_desconhecido", motivo, saida, linha, coluna)


def _discordam(linha, coluna, codigo, nome, lugar: Lugar, lugares: Lugares) -> Problema:
    motivo = f"O código {codigo} é de {lugar.nome}, e o nome diz «{nome[:60]}»."
    certo = lugares.por_nome.get(chave_do_nome(nome))
    saida = f"Se é {certo.nome}, o código é {certo.codigo}." if certo else "Corrija um dos dois."
    return Problema("codigo_e_nome_discordam", motivo, saida, linha, coluna)


def _nome_desconhecido(linha, coluna, nome, lugares) -> Problema:
    motivo = f"Nenhum município paulista se chama «{nome[:60]}»."
    saida = "Escreva o código do IBGE, que não muda." + _sugestao(nome, lugares)
    return Problema("cidade_desconhecida", motivo, saida, linha, coluna)


def _juntar(registro: Registro, por_orgao: dict[int, Registro], leitura: Leitura) -> None:
    """Linha repetida e igual vale uma vez; repetida e diferente é recusada."""
    anterior = por_orgao.setdefault(registro.lugar.orgao_id, registro)
    if anterior is registro:
        return
    nome = registro.lugar.nome
    if anterior.valores == registro.valores:
        anterior.iguais.append(registro.linha)
        leitura.notas.append(
            f"As linhas {anterior.linha} e {registro.linha} são iguais ({nome}): valem uma vez."
        )
        return
    chaves = anterior.valores.keys() | registro.valores.keys()
    diferentes = sorted(c for c in chaves if anterior.valores.get(c) != registro.valores.get(c))
    leitura.problemas.append(
        Problema(
            "linha_repetida",
            f"{nome} já está na linha {anterior.linha}, e as duas diferem em "
            f"{lista_e(diferentes[:5])}.",
            "Deixe só a linha certa.",
            registro.linha,
        )
    )


def _contar_do_nome(pelo_nome: list[str], leitura: Leitura) -> None:
    if pelo_nome:
        quais = lista_e(pelo_nome[:8]) + (" e outras" if len(pelo_nome) > 8 else "")
        leitura.notas.append(f"Sem código do IBGE, achadas pelo nome: {quais}.")


__all__ = ["Leitura", "Lugar", "Lugares", "Registro", "em_texto", "ler_registros", "onde"]
