"""As perguntas da sala: uma tela para quem assina e uma para cada um dos dezoito assuntos."""

from collections.abc import Mapping
from typing import Any

from regulamentacao.sala.perguntas import acervo, acesso, fundamento, governanca, uso
from regulamentacao.sala.perguntas.tipos import Especie, Opcao, Pergunta, Tela

TELAS: tuple[Tela, ...] = (
    fundamento.ABERTURA,
    *fundamento.TELAS,
    *uso.TELAS,
    *acesso.TELAS,
    *acervo.TELAS,
    *governanca.TELAS,
)
TELA_DE = {tela.chave: tela for tela in TELAS}
TOTAL = sum(len(tela.perguntas) for tela in TELAS)

Respostas = Mapping[str, Mapping[str, Any]]


def valor_de(tela: Tela, pergunta: Pergunta, respostas: Respostas) -> Any:
    """O que se respondeu; sem resposta, ou com uma que não serve mais, a sugestão."""
    valor = respostas.get(tela.chave, {}).get(pergunta.chave)
    return valor if pergunta.aceita(valor) else pergunta.padrao


def variaveis() -> dict[str, str]:
    """Todas as que o modelo do decreto pode usar, com o que é cada uma."""
    declaradas = {
        "municipio.nome": "nome do município",
        "ano": "o ano em que se escreve a minuta",
    }
    for tela in TELAS:
        for pergunta in tela.perguntas:
            for nome in pergunta.no_texto(pergunta.padrao):
                declaradas[f"{tela.chave}.{nome}"] = _o_que_e(pergunta, nome)
    return declaradas


def _o_que_e(pergunta: Pergunta, nome: str) -> str:
    if nome.endswith("_escrito"):
        return f"{pergunta.texto} (como se escreve no decreto)"
    if pergunta.opcoes:
        return f"{pergunta.texto} Valores: {', '.join(pergunta.valores)}."
    return pergunta.texto


def contexto(respostas: Respostas, *, municipio: str, ano: int) -> dict[str, Any]:
    """As variáveis com o que se respondeu e, no que falta, com a sugestão."""
    dados: dict[str, Any] = {"municipio": {"nome": municipio}, "ano": str(ano)}
    for tela in TELAS:
        dados[tela.chave] = {
            nome: valor
            for pergunta in tela.perguntas
            for nome, valor in pergunta.no_texto(valor_de(tela, pergunta, respostas)).items()
        }
    return dados


__all__ = [
    "TELAS",
    "TELA_DE",
    "TOTAL",
    "Especie",
    "Opcao",
    "Pergunta",
    "Respostas",
    "Tela",
    "contexto",
    "valor_de",
    "variaveis",
]
