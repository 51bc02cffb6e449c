"""Em que pé está uma assinatura, e de quem é a vez. Usa o que já se leu."""

from datetime import date

from adesao import estados
from adesao.estados import EstadoDaAssinatura, EstadoDoCadastro, Movimento, Passo
from adesao.models import CadastroExterno, Parte, PessoaQueAssina, Representante, Signatario
from adesao.regras import hoje
from seicidades.comum.papeis import Lado

A_ASSINAR = frozenset({EstadoDaAssinatura.LIBERADA, EstadoDaAssinatura.VISUALIZADA})


def movimentos_de(signatario: Signatario) -> list[Movimento]:
    """Os passos na ordem do registro."""
    linhas = sorted(signatario.movimentos.all(), key=lambda m: m.pk)
    return [Movimento(Passo(m.tipo), m.ocorreu_em, m.vale_ate) for m in linhas]


def efetivos_de(signatario: Signatario) -> list[Movimento]:
    """Sem os que se desfizeram."""
    return estados.efetivos(movimentos_de(signatario))


def situacao_de(signatario: Signatario, dia: date | None = None) -> estados.SituacaoDaAssinatura:
    return estados.situacao_da_assinatura(
        dia or hoje(),
        movimentos_de(signatario),
        disponivel_em=signatario.instrumento.disponibilizado_em,
        assinado_em=signatario.assinado_em,
        substituido_em=signatario.substituido_em,
        liberada_sem_passo=ja_podia_assinar(signatario, dia),
    )


def ja_podia_assinar(signatario: Signatario, dia: date | None = None) -> bool:
    """Quando o documento ficou disponível, a pessoa já tinha o cadastro; o Estado dispensa."""
    if signatario.parte != Parte.MUNICIPIO:
        return True
    if estado_do_usuario_externo(signatario.quem, dia) != EstadoDoCadastro.LIBERADO:
        return False
    disponivel = signatario.instrumento.disponibilizado_em
    return disponivel is None or cadastro_de(signatario.quem).liberado_em <= disponivel


def cadastro_de(quem: Representante | PessoaQueAssina | None) -> CadastroExterno | None:
    return getattr(quem, "cadastro_externo", None)


def estado_do_usuario_externo(
    quem: Representante | PessoaQueAssina | None, dia: date | None = None
) -> EstadoDoCadastro:
    cadastro = cadastro_de(quem)
    if cadastro is None:
        return EstadoDoCadastro.SEM_CADASTRO
    return estados.estado_do_cadastro(
        dia or hoje(), cadastro.pedido_em, cadastro.liberado_em, cadastro.desativado_em
    )


def vez_de(signatario: Signatario, situacao: estados.SituacaoDaAssinatura) -> Lado:
    """De quem é a vez. Quem assina pelo município depende também do seu cadastro."""
    do_municipio = signatario.parte == Parte.MUNICIPIO
    cadastro = estado_do_usuario_externo(signatario.quem) if do_municipio else None
    return estados.vez_da_assinatura(situacao.estado, Lado(signatario.parte), cadastro)
