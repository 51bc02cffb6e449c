"""Cada assinatura, passo a passo: liberar, visualizar, assinar, cancelar, passar a outra pessoa.

Quem grava chama de dentro de `fluxo.servicos.alterar_fatos`. Cada passo é uma
linha nova; corrigir é desfazer a última, também com uma linha.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.core.exceptions import ValidationError

from adesao import estados
from adesao.estados import EstadoDaAssinatura, EstadoDoCadastro, Movimento, Passo
from adesao.marcas import fim_de
from adesao.models import (
    CadastroExterno,
    Instrumento,
    MovimentoDaAssinatura,
    Parte,
    Representante,
    Signatario,
)
from adesao.regras import hoje, recusar_anterior, recusar_futura, salvar
from seicidades.comum.formatos import data_curta
from seicidades.comum.papeis import Lado
from seicidades.municipios.calendario import calendario_do_municipio

VALIDADE_MAXIMA_DIAS_UTEIS = 250
A_ASSINAR = frozenset({EstadoDaAssinatura.LIBERADA, EstadoDaAssinatura.VISUALIZADA})


# --- Em que pé está


def movimentos_de(signatario: Signatario) -> list[Movimento]:
    """Os passos na ordem do registro; usa o que já se leu, se se leu."""
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
    )


def estado_do_usuario_externo(
    representante: Representante | None, dia: date | None = None
) -> EstadoDoCadastro:
    cadastro: CadastroExterno | None = getattr(representante, "cadastro_externo", None)
    if cadastro is None:
        return EstadoDoCadastro.SEM_CADASTRO
    return estados.estado_do_cadastro(
        dia or hoje(), cadastro.pedido_em, cadastro.liberado_em, cadastro.desativado_em
    )


def vez_de(signatario: Signatario, situacao: estados.SituacaoDaAssinatura) -> Lado:
    """De quem é a vez. Quem representa a prefeitura depende também do seu cadastro."""
    representante = signatario.representante
    cadastro = estado_do_usuario_externo(representante) if representante else None
    return estados.vez_da_assinatura(situacao.estado, Lado(signatario.parte), cadastro)


# --- Conferir


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
    publicacao = getattr(instrumento, "publicacao", None)
    if publicacao and dia > publicacao.publicado_em:
        raise ValidationError(
            {
                campo: f"{data_curta(dia)} vem depois da publicação do extrato, em "
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
        _conferir_usuario_externo(signatario)
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


def _conferir_usuario_externo(signatario: Signatario) -> None:
    if signatario.representante is None:
        return
    estado = estado_do_usuario_externo(signatario.representante)
    if estado != EstadoDoCadastro.LIBERADO:
        raise ValidationError(
            f"O usuário externo de {signatario.nome} está como “{estado.rotulo}”. Só se libera "
            "a assinatura de quem tem o cadastro liberado: registre-o antes."
        )


# --- Registrar


def registrar_passo(
    signatario: Signatario,
    passo: Passo,
    *,
    ocorreu_em: date,
    validade_dias_uteis: int | None = None,
    vale_ate: date | None = None,
    por=None,
    comprovante=None,
) -> MovimentoDaAssinatura:
    """Acrescenta um passo e, se é a assinatura ou o desfazer dela, leva o dia ao signatário."""
    dados = {
        "ocorreu_em": ocorreu_em,
        "validade_dias_uteis": validade_dias_uteis,
        "vale_ate": vale_ate,
    }
    conferir_passo(signatario, passo, dados)
    if passo == Passo.LIBERADA and validade_dias_uteis:
        dados["vale_ate"] = ultimo_dia(signatario.instrumento, ocorreu_em, validade_dias_uteis)
    desfaz_assinatura = passo == Passo.DESFEITO and signatario.assinado_em
    movimento = anotar(signatario, passo, por=por, comprovante=comprovante, **dados)
    if passo == Passo.ASSINADA:
        _levar(signatario, ocorreu_em, comprovante)
    elif desfaz_assinatura:
        _levar(signatario, None, None)
    return movimento


def ultimo_dia(instrumento: Instrumento, dia: date, dias_uteis: int) -> date:
    """O último dia de uma liberação, no calendário da cidade."""
    municipio_id = instrumento.implantacao.orgao.municipio_id
    return calendario_do_municipio(municipio_id).somar(dia, dias_uteis)


def anotar(signatario: Signatario, passo: Passo, *, ocorreu_em: date, **dados):
    """A linha da história, sem conferir se cabe."""
    movimento = MovimentoDaAssinatura(signatario=signatario, tipo=passo.value)
    renomeados = {"registrado_por" if k == "por" else k: v for k, v in dados.items()}
    return salvar(movimento, {"ocorreu_em": ocorreu_em, **renomeados})


def datar(signatario: Signatario, dia: date | None, *, por=None, comprovante=None) -> None:
    """Diz quando a pessoa assinou, ou que não assinou, e acrescenta à história o que mudou."""
    conferir_liberacao_valida(signatario, "ocorreu_em", dia)
    conferida = signatario.conferido_em
    if dia and conferida and dia > conferida:
        raise ValidationError(
            {
                "ocorreu_em": f"{data_curta(dia)} vem depois da conferência no SEI, em "
                f"{data_curta(conferida)}. Corrija antes a conferência."
            }
        )
    antes = signatario.assinado_em
    anotar_mudanca(signatario, antes, dia, por=por, comprovante=comprovante)
    _levar(signatario, dia, comprovante or (signatario.comprovante if dia else None))


def anotar_mudanca(
    signatario: Signatario, antes: date | None, dia: date | None, *, por=None, comprovante=None
) -> None:
    """As linhas da história que levam de um dia de assinatura a outro."""
    if antes == dia:
        return
    if antes and any(m.passo == Passo.ASSINADA for m in efetivos_de(signatario)):
        anotar(signatario, Passo.DESFEITO, ocorreu_em=hoje(), por=por)
    if dia:
        anotar(signatario, Passo.ASSINADA, ocorreu_em=dia, por=por, comprovante=comprovante)


def _levar(signatario: Signatario, dia: date | None, comprovante) -> None:
    dados = {"assinado_em": dia, "comprovante": comprovante}
    if dia is None:
        sem_conferencia = {"codigo_verificador": "", "crc": "", "nivel": ""}
        dados |= {"conferido_em": None, "conferido_por": None, **sem_conferencia}
    salvar(signatario, dados)
    _conferir_cinco_anos(signatario.instrumento)


def _conferir_cinco_anos(instrumento: Instrumento) -> None:
    """O fim que o documento diz não passa de cinco anos da assinatura que o completa."""
    datas = instrumento.signatarios.ativos().values_list("assinado_em", flat=True)
    ultima = estados.ultima_de(datas)
    limite = estados.somar_meses(ultima, estados.MESES_NO_MAXIMO) if ultima else None
    if limite and instrumento.vigente_ate and instrumento.vigente_ate > limite:
        raise ValidationError(
            {
                "ocorreu_em": f"{instrumento} diz valer até {data_curta(instrumento.vigente_ate)}, "
                f"e cinco anos contados desta assinatura acabam em {data_curta(limite)}. "
                "Confira o dia, ou corrija antes a validade."
            }
        )


# --- Conferir no SEI


def conferir_codigos(signatario: Signatario, dados: Mapping) -> None:
    """Os códigos da tarja do documento, e o dia em que alguém os conferiu.

    Raises:
        ValidationError: no campo a corrigir.
    """
    if signatario.assinado_em is None:
        raise ValidationError(
            f"{signatario.nome} ainda não assinou. Registre antes o dia da assinatura."
        )
    verificador, crc = dados.get("codigo_verificador", ""), dados.get("crc", "")
    if verificador and not re.fullmatch(r"[0-9]{5,10}", verificador):
        raise ValidationError(
            {
                "codigo_verificador": f"«{verificador}» não serve: o código verificador só tem "
                "algarismos, em geral sete. Copie do pé do documento."
            }
        )
    if crc and not re.fullmatch(r"[0-9A-Fa-f]{8}", crc):
        raise ValidationError(
            {
                "crc": f"«{crc}» não serve: o CRC tem oito caracteres, algarismos ou letras de "
                "A a F. Copie do pé do documento."
            }
        )
    dia = dados.get("conferido_em")
    recusar_futura("conferido_em", dia, "a conferência")
    recusar_anterior("conferido_em", dia, signatario.assinado_em, "da assinatura")
    if dia and not verificador:
        raise ValidationError({"codigo_verificador": "Para conferir, informe os dois códigos."})
    if dia and not crc:
        raise ValidationError({"crc": "Para conferir, informe os dois códigos."})


def registrar_conferencia(signatario: Signatario, *, por, **dados) -> Signatario:
    """Guarda o nível, os códigos e, com o dia, quem conferiu na página do SEI."""
    conferir_codigos(signatario, dados)
    crc = dados.get("crc", "").upper()
    antes = (signatario.conferido_em, signatario.codigo_verificador, signatario.crc)
    mesma = antes == (dados.get("conferido_em"), dados.get("codigo_verificador", ""), crc)
    quem = por if dados.get("conferido_em") else None
    if quem and mesma and signatario.conferido_por:
        quem = signatario.conferido_por
    return salvar(signatario, {**dados, "crc": crc, "conferido_por": quem})


# --- Outra pessoa assume


def pendentes_de(implantacao, representante: Representante) -> list[Signatario]:
    """As assinaturas que a pessoa ainda não fez, em instrumentos que não se encerraram."""
    pelo_municipio = Signatario.objects.ativos().filter(
        instrumento__implantacao=implantacao,
        instrumento__cancelado_em=None,
        instrumento__rescindido_em=None,
        parte=Parte.MUNICIPIO,
        assinado_em=None,
    )
    lidos = pelo_municipio.select_related("instrumento__tipo", "representante").order_by("pk")
    return [s for s in lidos if _e_de(s, representante)]


def _e_de(signatario: Signatario, representante: Representante) -> bool:
    """Linhas antigas não dizem quem é: vale o nome."""
    if signatario.representante_id:
        return signatario.representante_id == representante.pk
    nomes = {representante.nome.lower(), representante.nome_publico.lower()}
    return signatario.nome.lower() in nomes


def passar_assinaturas(
    implantacao, sai: Representante, entra: Representante, *, em: date, por=None
) -> list[Signatario]:
    """Cancela o que quem saiu não assinou e põe quem entra à espera de liberação."""
    return [_passar(s, entra, em, por) for s in pendentes_de(implantacao, sai)]


def _passar(antiga: Signatario, entra: Representante, em: date, por) -> Signatario:
    instrumento, ordem = antiga.instrumento, antiga.ordem
    feitos = efetivos_de(antiga)
    dia = max([em, *(m.ocorreu_em for m in feitos)])
    if situacao_de(antiga).estado in A_ASSINAR:
        anotar(antiga, Passo.CANCELADA, ocorreu_em=dia, por=por)
    ultima = max(instrumento.signatarios.values_list("ordem", flat=True))
    salvar(antiga, {"substituido_em": dia, "ordem": ultima + 1})
    nova = Signatario(instrumento=instrumento, ordem=ordem, parte=Parte.MUNICIPIO)
    salvar(nova, {"nome": entra.nome, "cargo": entra.cargo, "representante": entra})
    anotar(nova, Passo.AGUARDA, ocorreu_em=dia, por=por)
    return nova


def reconhecer(implantacao, signatarios: Iterable[Signatario], atual: Representante | None) -> None:
    """Liga à pessoa que representa a prefeitura a assinatura que tem o nome dela."""
    for signatario in signatarios:
        livre = signatario.representante_id is None and signatario.parte == Parte.MUNICIPIO
        if atual and livre and _e_de(signatario, atual):
            salvar(signatario, {"representante": atual})
