"""O que impede um passo ou um dia de assinatura, dito no campo a corrigir."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError

from adesao.assinaturas.situacao import (
    A_ASSINAR,
    cadastro_de,
    efetivos_de,
    estado_do_usuario_externo,
    situacao_de,
)
from adesao.estados import EstadoDoCadastro, Movimento, Passo
from adesao.marcas import fim_de
from adesao.models import Instrumento, Parte, Signatario
from adesao.regras import hoje, recusar_anterior, recusar_futura
from seicidades.comum.formatos import data_curta

VALIDADE_MAXIMA_DIAS_UTEIS = 250
PUBLICACOES = {
    "publicacao": "da publicação do extrato",
    "publicacao_do_municipio": "da publicação no diário do município",
}


def conferir_assinatura(instrumento: Instrumento, campo: str, dia: date | None) -> None:
    """Ninguém assina antes de o documento estar disponível, nem depois do que dele decorre."""
    if dia is None:
        return
    recusar_futura(campo, dia, "a assinatura")
    recusar_anterior(
        campo,
        dia,
        instrumento.disponibilizado_em,
        "de o documento estar disponível",
        "Confira as duas datas.",
    )
    if instrumento.altera_id:
        _conferir_original_em_vigor(instrumento.altera, campo, dia)
    for nome, qual in PUBLICACOES.items():
        publicacao = getattr(instrumento, nome, None)
        if publicacao and dia > publicacao.publicado_em:
            raise ValidationError(
                {
                    campo: f"{data_curta(dia)} vem depois {qual}, em "
                    f"{data_curta(publicacao.publicado_em)}. Confira as duas datas."
                }
            )


def _conferir_original_em_vigor(original: Instrumento, campo: str, dia: date) -> None:
    """Não se altera o que já acabou."""
    fim = fim_de(original)
    if fim and dia > fim:
        raise ValidationError(
            {
                campo: f"{original} acabou em {data_curta(fim)}, antes desse dia. O que já acabou "
                "não se altera: faça uma renovação."
            }
        )


def conferir_liberacao_valida(signatario: Signatario, campo: str, dia: date | None) -> None:
    """Se há passo registrado, assina-se dentro de uma liberação.

    Raises:
        ValidationError: sem liberação ou antes dela, em dia que nenhuma alcança, ou cancelada.
    """
    feitos = [m for m in efetivos_de(signatario) if m.passo != Passo.ASSINADA]
    if dia is None or dia == signatario.assinado_em or not feitos:
        return
    liberacoes = [m for m in feitos if m.passo == Passo.LIBERADA]
    cancelada = _cancelada_antes(feitos, dia)
    if not liberacoes or cancelada:
        motivo = "foi cancelada" if cancelada else "ainda não foi registrada"
        raise ValidationError(
            {
                campo: f"A liberação da assinatura de {signatario.nome} {motivo}. "
                "Registre antes a nova liberação."
            }
        )
    recusar_anterior(campo, dia, liberacoes[0].ocorreu_em, "de a assinatura ser liberada")
    if not any(m.ocorreu_em <= dia and (not m.vale_ate or dia <= m.vale_ate) for m in liberacoes):
        raise ValidationError(
            {
                campo: f"Em {data_curta(dia)} nenhuma liberação valia: a última foi até "
                f"{data_curta(liberacoes[-1].vale_ate or liberacoes[-1].ocorreu_em)}. "
                "Registre antes a nova liberação."
            }
        )


def _cancelada_antes(feitos: list[Movimento], dia: date) -> bool:
    """A liberação se cancelou antes do dia, e até ele não houve outra."""
    ate_o_dia = [
        m.passo
        for m in feitos
        if (m.passo == Passo.LIBERADA and m.ocorreu_em <= dia)
        or (m.passo == Passo.CANCELADA and m.ocorreu_em < dia)
    ]
    return ate_o_dia[-1:] == [Passo.CANCELADA]


def conferir_passo(signatario: Signatario, passo: Passo, dados: Mapping) -> None:
    """O passo cabe agora, e o dia cabe entre os que já há.

    Raises:
        ValidationError: no campo a corrigir.
    """
    dia = dados.get("ocorreu_em")
    recusar_futura("ocorreu_em", dia, "o passo")
    _conferir_se_cabe(signatario, passo, dia or hoje())
    if passo == Passo.DESFEITO or dia is None:
        return
    feitos = efetivos_de(signatario)
    if feitos:
        ultimo = feitos[-1]
        recusar_anterior(
            "ocorreu_em", dia, ultimo.ocorreu_em, f"do passo anterior ({ultimo.passo.rotulo})"
        )
    if passo == Passo.LIBERADA:
        conferir_validade(dados)
        _conferir_usuario_externo(signatario, dia)
        disponivel = signatario.instrumento.disponibilizado_em
        recusar_anterior("ocorreu_em", dia, disponivel, "de o documento estar disponível")
    if passo == Passo.VISUALIZADA:
        conferir_liberacao_valida(signatario, "ocorreu_em", dia)
    if passo == Passo.ASSINADA:
        conferir_liberacao_valida(signatario, "ocorreu_em", dia)
        conferir_assinatura(signatario.instrumento, "ocorreu_em", dia)


def conferir_validade(dados: Mapping) -> None:
    """A validade acaba depois de começar, e se diz de um jeito só."""
    dia, vale_ate = dados.get("ocorreu_em"), dados.get("vale_ate")
    uteis = dados.get("validade_dias_uteis")
    if uteis and vale_ate:
        raise ValidationError(
            {"vale_ate": "Diga a validade em dias úteis ou o último dia, não os dois."}
        )
    if uteis and not 1 <= uteis <= VALIDADE_MAXIMA_DIAS_UTEIS:
        raise ValidationError(
            {
                "validade_dias_uteis": "A validade vai de 1 a "
                f"{VALIDADE_MAXIMA_DIAS_UTEIS} dias úteis. Confira o número no SEI."
            }
        )
    recusar_anterior("vale_ate", vale_ate, dia, "da liberação", "Confira as duas datas.")


def _conferir_se_cabe(signatario: Signatario, passo: Passo, dia: date) -> None:
    instrumento, nome = signatario.instrumento, signatario.nome
    if instrumento.cancelado_em or instrumento.rescindido_em:
        raise ValidationError(f"{instrumento} já se encerrou. As assinaturas dele não mudam mais.")
    if signatario.substituido_em:
        raise ValidationError(
            f"{nome} passou a assinatura a outra pessoa em {data_curta(signatario.substituido_em)}."
        )
    if instrumento.disponibilizado_em is None:
        raise ValidationError(
            f"{instrumento} ainda não está disponível para assinatura. Registre antes o documento "
            "e o dia em que ele foi disponibilizado."
        )
    if passo == Passo.DESFEITO:
        if not efetivos_de(signatario):
            raise ValidationError("Não há passo registrado para desfazer.")
        return
    if signatario.assinado_em:
        raise ValidationError(
            f"{nome} já assinou em {data_curta(signatario.assinado_em)}. Se a data está errada, "
            "desfaça esse registro e faça outro."
        )
    estado = situacao_de(signatario, dia).estado
    if passo in (Passo.VISUALIZADA, Passo.CANCELADA) and estado not in A_ASSINAR:
        raise ValidationError(
            f"A assinatura de {nome} está como “{estado.rotulo}”. Registre antes a liberação."
        )


def _conferir_usuario_externo(signatario: Signatario, dia: date) -> None:
    if signatario.parte != Parte.MUNICIPIO:
        return
    estado = estado_do_usuario_externo(signatario.quem)
    if estado != EstadoDoCadastro.LIBERADO:
        raise ValidationError(
            f"O usuário externo de {signatario.nome} está como “{estado.rotulo}”. Só se libera "
            "a assinatura de quem tem o cadastro liberado: registre-o antes."
        )
    desde = cadastro_de(signatario.quem).liberado_em
    recusar_anterior("ocorreu_em", dia, desde, "de o usuário externo ser liberado")


# --- Avisar


def aviso_do_mandato(signatario: Signatario, dia: date | None) -> str:
    """A frase para a assinatura de quem representa o município fora do seu mandato; ou vazia."""
    quem = signatario.representante
    if dia is None or quem is None or quem.mandato_inicio <= dia <= quem.mandato_fim:
        return ""
    antes = dia < quem.mandato_inicio
    quando = "só tomou posse em" if antes else "deixou o cargo em"
    limite = data_curta(quem.mandato_inicio if antes else quem.mandato_fim)
    return (
        f"{data_curta(dia)} está fora do mandato: {quem.nome_publico} {quando} {limite}. "
        "Confira o dia no documento; se quem assinou foi outra pessoa, apague a data e registre "
        "a assinatura dela; se o mandato está errado, corrija-o em quem representa a prefeitura."
    )
