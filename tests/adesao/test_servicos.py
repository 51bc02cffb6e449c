from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from adesao import servicos
from adesao.models import (
    CadastroExterno,
    DadosDaPrefeitura,
    PapelNoFluxo,
    Parte,
    Representante,
    Signatario,
)
from adesao.servicos import SignatarioInformado
from tests.adesao.factories import (
    CadastroExternoFactory,
    InstrumentoFactory,
    PublicacaoDoExtratoFactory,
    RepresentanteFactory,
    SignatarioFactory,
    TipoDeInstrumentoFactory,
)

ENDERECO = {
    "email": "gabinete@exemplo.invalid",
    "telefone": "1835029000",
    "logradouro": "Rua das Acácias",
    "numero": "100",
    "complemento": "",
    "bairro": "Centro",
    "cep": "17800000",
}
PREFEITA = {
    "nome": "Ana Prado",
    "nome_social": "",
    "cargo": "Prefeita",
    "email": "Ana@exemplo.invalid",
    "mandato_inicio": date(2025, 1, 1),
    "mandato_fim": date(2028, 12, 31),
}
ANA = SignatarioInformado("Ana Prado", "Prefeita", Parte.MUNICIPIO)
RUI = SignatarioInformado("Rui Lemos", "Secretário", Parte.SGGD)


def amanha():
    return timezone.localdate() + timedelta(days=1)


def recusa(chamar, campo="__all__") -> str:
    """A frase com que a regra recusa, no campo dito."""
    with pytest.raises(ValidationError) as erro:
        chamar()
    if campo == "__all__":
        return " ".join(erro.value.messages)
    assert list(erro.value.message_dict) == [campo]
    return erro.value.message_dict[campo][0]


def termo_assinado(implantacao):
    termo = InstrumentoFactory(implantacao=implantacao)
    SignatarioFactory(instrumento=termo, assinado_em=date(2026, 3, 20))
    return termo


def registrar(implantacao, papel=PapelNoFluxo.ABRE, signatarios=(ANA,), **dados):
    padrao = {
        "tipo": TipoDeInstrumentoFactory(acordo=papel == PapelNoFluxo.ACORDO),
        "numero": "",
        "processo_sei": "018.00012345/2024-39",
        "documento_sei": "6001234",
        "disponibilizado_em": date(2026, 3, 23),
    }
    return servicos.registrar_instrumento(implantacao, papel, signatarios, **padrao | dados)


# --- Prefeitura e representante


def test_informar_prefeitura_leva_o_cnpj_ao_orgao_e_corrige_o_que_ha(implantacao):
    servicos.informar_prefeitura(implantacao, cnpj="12ABC34501DE35", **ENDERECO)
    servicos.informar_prefeitura(
        implantacao, cnpj="12ABC34501DE35", **ENDERECO | {"bairro": "Vila Nova"}
    )
    implantacao.orgao.refresh_from_db()
    assert implantacao.orgao.cnpj == "12ABC34501DE35"
    assert DadosDaPrefeitura.objects.get(implantacao=implantacao).bairro == "Vila Nova"


def test_informar_prefeitura_recusa_cnpj_de_outro_orgao(implantacao, nova_implantacao):
    servicos.informar_prefeitura(nova_implantacao(), cnpj="12ABC34501DE35", **ENDERECO)
    frase = recusa(
        lambda: servicos.informar_prefeitura(implantacao, cnpj="12ABC34501DE35", **ENDERECO),
        "cnpj",
    )
    assert "já está em" in frase


def test_informar_representante_cria_e_depois_corrige_a_mesma_pessoa(implantacao):
    servicos.informar_representante(implantacao, **PREFEITA)
    servicos.informar_representante(implantacao, **PREFEITA | {"cargo": "Prefeita reeleita"})
    representante = implantacao.adesao_representantes.get()
    assert representante.email == "ana@exemplo.invalid"
    assert representante.cargo == "Prefeita reeleita"


def test_informar_representante_recusa_mandato_invertido_ou_longo_demais(implantacao):
    def com_fim(fim):
        return lambda: servicos.informar_representante(
            implantacao, **PREFEITA | {"mandato_fim": fim}
        )

    assert "antes do início" in recusa(com_fim(date(2024, 12, 31)), "mandato_fim")
    assert "8 anos" in recusa(com_fim(date(2034, 1, 1)), "mandato_fim")
    assert com_fim(date(2032, 12, 31))()


def test_informar_representante_guarda_o_email_de_quem_ja_foi_liberado(implantacao):
    representante = RepresentanteFactory(implantacao=implantacao)
    cadastro = CadastroExternoFactory(representante=representante)
    outro = PREFEITA | {"email": "outra@exemplo.invalid"}
    servicos.informar_representante(implantacao, **outro)
    CadastroExterno.objects.filter(pk=cadastro.pk).update(liberado_em=date(2026, 3, 5))
    frase = recusa(lambda: servicos.informar_representante(implantacao, **PREFEITA), "email")
    assert "registre quem assumiu" in frase
    assert servicos.informar_representante(implantacao, **outro)


def test_trocar_representante_guarda_quem_saiu_ate_a_vespera(implantacao):
    antes = RepresentanteFactory(implantacao=implantacao)
    posse = PREFEITA | {"mandato_inicio": date(2026, 6, 1)}
    novo = servicos.trocar_representante(implantacao, **posse)
    antes.refresh_from_db()
    assert antes.mandato_fim == date(2026, 5, 31)
    assert servicos.representante_atual(implantacao) == novo
    assert not hasattr(novo, "cadastro_externo")


def test_trocar_representante_recusa_posse_futura_ou_anterior(implantacao):
    antes = RepresentanteFactory(implantacao=implantacao)

    def com_posse(dia):
        dados = PREFEITA | {"mandato_inicio": dia, "mandato_fim": dia + timedelta(days=1000)}
        return lambda: servicos.trocar_representante(implantacao, **dados)

    assert "ainda não chegou" in recusa(com_posse(amanha()), "mandato_inicio")
    assert "vem depois" in recusa(com_posse(antes.mandato_inicio), "mandato_inicio")
    assert Representante.objects.count() == 1


def test_representante_atual_ignora_quem_ainda_nao_tomou_posse(implantacao):
    atual = RepresentanteFactory(implantacao=implantacao, mandato_fim=date(2026, 5, 31))
    RepresentanteFactory(implantacao=implantacao, mandato_inicio=date(2026, 6, 1))
    assert servicos.representante_atual(implantacao, date(2026, 5, 31)) == atual
    assert servicos.representante_atual(implantacao, date(2024, 12, 31)) is None


# --- Usuário externo


def test_pedir_cadastro_pede_representante(implantacao):
    frase = recusa(lambda: servicos.pedir_cadastro_externo(implantacao, pedido_em=date(2026, 3, 3)))
    assert "Informe primeiro quem representa" in frase


def test_pedir_cadastro_registra_o_dia_e_corrige(implantacao):
    RepresentanteFactory(implantacao=implantacao)
    servicos.pedir_cadastro_externo(implantacao, pedido_em=date(2026, 3, 3))
    cadastro = servicos.pedir_cadastro_externo(implantacao, pedido_em=date(2026, 3, 4))
    assert CadastroExterno.objects.get() == cadastro
    assert cadastro.pedido_em == date(2026, 3, 4)


def test_pedir_cadastro_recusa_dia_futuro_ou_depois_da_liberacao(implantacao):
    representante = RepresentanteFactory(implantacao=implantacao)
    CadastroExternoFactory(representante=representante, liberado=True)

    def pedir(dia):
        return lambda: servicos.pedir_cadastro_externo(implantacao, pedido_em=dia)

    assert "ainda não chegou" in recusa(pedir(amanha()), "pedido_em")
    assert "depois da liberação" in recusa(pedir(date(2026, 3, 6)), "pedido_em")
    assert pedir(date(2026, 3, 5))()


def test_liberar_pede_o_pedido_e_vem_depois_dele(implantacao):
    def liberar(dia):
        return lambda: servicos.liberar_cadastro_externo(implantacao, liberado_em=dia)

    representante = RepresentanteFactory(implantacao=implantacao)
    assert "Registre o pedido" in recusa(liberar(date(2026, 3, 5)))
    CadastroExternoFactory(representante=representante)
    assert "antes do pedido" in recusa(liberar(date(2026, 3, 2)), "liberado_em")
    assert "ainda não chegou" in recusa(liberar(amanha()), "liberado_em")
    assert liberar(date(2026, 3, 3))().liberado_em == date(2026, 3, 3)


# --- Instrumentos


def test_registrar_termo_com_signatarios_em_ordem(implantacao):
    bia = SignatarioInformado("Bia Reis", "Procuradora", Parte.MUNICIPIO)
    termo = registrar(implantacao, signatarios=(ANA, bia))
    assert [(s.ordem, s.nome) for s in termo.signatarios.all()] == [
        (1, "Ana Prado"),
        (2, "Bia Reis"),
    ]


def test_registrar_de_novo_corrige_sem_perder_a_assinatura(implantacao):
    termo = registrar(implantacao)
    ana = termo.signatarios.get()
    Signatario.objects.filter(pk=ana.pk).update(assinado_em=date(2026, 3, 25))
    corrigida = SignatarioInformado("Ana Prado Lima", "Prefeita", Parte.MUNICIPIO, ana.pk)
    bia = SignatarioInformado("Bia Reis", "Procuradora", Parte.MUNICIPIO)
    assert registrar(implantacao, signatarios=(bia, corrigida), numero="7") == termo
    lidos = [(s.nome, s.assinado_em) for s in termo.signatarios.all()]
    assert lidos == [("Bia Reis", None), ("Ana Prado Lima", date(2026, 3, 25))]


def test_registrar_nao_tira_quem_ja_assinou(implantacao):
    termo = registrar(implantacao)
    termo.signatarios.update(assinado_em=date(2026, 3, 25))
    bia = SignatarioInformado("Bia Reis", "Procuradora", Parte.MUNICIPIO)
    frase = recusa(lambda: registrar(implantacao, signatarios=(bia,)))
    assert "Ana Prado já assinou em 25/03/2026" in frase
    termo.signatarios.update(assinado_em=None)
    registrar(implantacao, signatarios=(bia,))
    assert [s.nome for s in termo.signatarios.all()] == ["Bia Reis"]


def test_registrar_recusa_listas_que_nao_servem(implantacao):
    termo_assinado(implantacao)

    def acordo(*signatarios):
        return lambda: registrar(implantacao, PapelNoFluxo.ACORDO, signatarios)

    assert "pelo município" in recusa(acordo(RUI))
    assert "SGGD ou pela Prodesp" in recusa(acordo(ANA))
    assert "duas vezes" in recusa(acordo(ANA, RUI, ANA))
    assert acordo(ANA, RUI)().signatarios.count() == 2


def test_registrar_recusa_tipo_de_outro_lugar(implantacao):
    frase = recusa(
        lambda: registrar(implantacao, tipo=TipoDeInstrumentoFactory(acordo=True)), "tipo"
    )
    assert "não serve para este item" in frase


def test_registrar_recusa_dia_futuro_ou_depois_de_assinatura(implantacao):
    ana = registrar(implantacao).signatarios.get()
    Signatario.objects.filter(pk=ana.pk).update(assinado_em=date(2026, 3, 25))
    mesma = (SignatarioInformado(ana.nome, ana.cargo, ana.parte, ana.pk),)

    def em(dia):
        return lambda: registrar(implantacao, signatarios=mesma, disponibilizado_em=dia)

    assert "ainda não chegou" in recusa(em(amanha()), "disponibilizado_em")
    assert "Há assinatura" in recusa(em(date(2026, 3, 26)), "disponibilizado_em")
    assert em(date(2026, 3, 25))()


def test_registrar_recusa_documento_de_outra_cidade(implantacao, nova_implantacao):
    InstrumentoFactory(implantacao=nova_implantacao(), documento_sei="6001234")
    frase = recusa(lambda: registrar(implantacao), "documento_sei")
    assert "outra cidade" in frase


def test_nao_ha_acordo_antes_do_termo_assinado(implantacao):
    def acordo(dia=date(2026, 3, 23)):
        return lambda: registrar(
            implantacao, PapelNoFluxo.ACORDO, (ANA, RUI), disponibilizado_em=dia
        )

    assert "depois de o município assinar o termo" in recusa(acordo())
    termo = InstrumentoFactory(implantacao=implantacao)
    assinatura = SignatarioFactory(instrumento=termo)
    assert "depois de o município assinar o termo" in recusa(acordo())
    assinatura.assinado_em = date(2026, 3, 20)
    assinatura.save()
    assert "antes da assinatura do termo" in recusa(acordo(date(2026, 3, 19)), "disponibilizado_em")
    assert acordo(date(2026, 3, 20))()


def test_cancelar_guarda_na_historia_e_deixa_registrar_outro(implantacao):
    termo = registrar(implantacao)
    servicos.cancelar_instrumento(
        implantacao, PapelNoFluxo.ABRE, em=date(2026, 4, 1), motivo="Texto errado"
    )
    assert registrar(implantacao, disponibilizado_em=date(2026, 4, 2)).pk != termo.pk
    assert implantacao.adesao_instrumentos.count() == 2


def test_cancelar_recusa_o_que_nao_ha_datas_sem_sentido_e_termo_com_acordo(implantacao):
    def cancelar(dia=date(2026, 4, 1)):
        return lambda: servicos.cancelar_instrumento(
            implantacao, PapelNoFluxo.ABRE, em=dia, motivo="Texto errado"
        )

    assert "Não há instrumento" in recusa(cancelar())
    termo_assinado(implantacao)
    assert "ainda não chegou" in recusa(cancelar(amanha()), "cancelado_em")
    assert "antes de o instrumento" in recusa(cancelar(date(2026, 3, 1)), "cancelado_em")
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    assert "Cancele o acordo" in recusa(cancelar())
    servicos.cancelar_instrumento(
        implantacao, PapelNoFluxo.ACORDO, em=acordo.disponibilizado_em, motivo="Refeito"
    )
    assert cancelar()()


# --- Assinaturas e publicação


def assinar(implantacao, papel, datas, parte=Parte.MUNICIPIO, **extra):
    return servicos.registrar_assinaturas(implantacao, papel, parte, datas, **extra)


def test_registrar_assinaturas_de_uma_parte_so(implantacao, arquivo):
    termo_assinado(implantacao)
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    ana = SignatarioFactory(instrumento=acordo)
    bia = SignatarioFactory(instrumento=acordo)
    rui = SignatarioFactory(instrumento=acordo, sggd=True)
    copia = arquivo(implantacao.orgao)
    dia = date(2026, 3, 25)
    assinar(implantacao, PapelNoFluxo.ACORDO, {ana.pk: dia, rui.pk: dia}, comprovante=copia)
    for signatario in (ana, bia, rui):
        signatario.refresh_from_db()
    assert (ana.assinado_em, ana.comprovante) == (dia, copia)
    assert (bia.assinado_em, bia.comprovante) == (None, None)
    assert rui.assinado_em is None


def test_registrar_assinaturas_desfaz_a_que_foi_engano(implantacao, arquivo):
    termo = InstrumentoFactory(implantacao=implantacao)
    ana = SignatarioFactory(
        instrumento=termo, assinado=True, comprovante=arquivo(implantacao.orgao)
    )
    assinar(implantacao, PapelNoFluxo.ABRE, {ana.pk: None})
    ana.refresh_from_db()
    assert (ana.assinado_em, ana.comprovante) == (None, None)


def test_registrar_assinaturas_recusa_sem_signatario_e_datas_impossiveis(implantacao):
    assert "Ainda não há signatário" in recusa(lambda: assinar(implantacao, PapelNoFluxo.ABRE, {}))
    termo = InstrumentoFactory(implantacao=implantacao)
    ana = SignatarioFactory(instrumento=termo)

    def em(dia):
        return lambda: assinar(implantacao, PapelNoFluxo.ABRE, {ana.pk: dia})

    campo = f"assinado_em_{ana.pk}"
    assert "ainda não chegou" in recusa(em(amanha()), campo)
    assert "antes de o documento estar disponível" in recusa(em(date(2026, 3, 8)), campo)
    assert em(date(2026, 3, 9))()


def test_assinatura_do_termo_nao_passa_do_acordo_que_ja_ha(implantacao):
    termo = termo_assinado(implantacao)
    InstrumentoFactory(implantacao=implantacao, acordo=True)
    ana = termo.signatarios.get()

    def em(dia):
        return lambda: assinar(implantacao, PapelNoFluxo.ABRE, {ana.pk: dia})

    assert "Corrija antes o acordo" in recusa(em(date(2026, 3, 24)))
    assert "Corrija antes o acordo" in recusa(em(None))
    assert em(date(2026, 3, 23))()


def test_assinatura_do_acordo_nao_passa_da_publicacao(implantacao):
    termo_assinado(implantacao)
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    ana = SignatarioFactory(instrumento=acordo, assinado=True)
    PublicacaoDoExtratoFactory(instrumento=acordo)
    frase = recusa(
        lambda: assinar(implantacao, PapelNoFluxo.ACORDO, {ana.pk: date(2026, 4, 11)}),
        f"assinado_em_{ana.pk}",
    )
    assert "depois da publicação" in frase


def test_publicar_extrato_pede_todas_as_assinaturas_e_vem_depois_delas(implantacao):
    def publicar(dia):
        return lambda: servicos.publicar_extrato(
            implantacao, veiculo="Diário", publicado_em=dia, link="https://exemplo.invalid/1"
        )

    assert "depois de todas as assinaturas" in recusa(publicar(date(2026, 4, 1)))
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    SignatarioFactory(instrumento=acordo, assinado=True)
    rui = SignatarioFactory(instrumento=acordo, sggd=True)
    assert "depois de todas as assinaturas" in recusa(publicar(date(2026, 4, 1)))
    rui.assinado_em = date(2026, 3, 30)
    rui.save()
    assert "antes da última assinatura" in recusa(publicar(date(2026, 3, 29)), "publicado_em")
    assert "ainda não chegou" in recusa(publicar(amanha()), "publicado_em")
    publicacao = publicar(date(2026, 3, 30))()
    assert publicar(date(2026, 4, 2))() == publicacao


def test_publicar_extrato_pede_link_ou_arquivo(implantacao, arquivo):
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    SignatarioFactory(instrumento=acordo, assinado=True)

    def publicar(**extra):
        return lambda: servicos.publicar_extrato(
            implantacao, veiculo="Diário", publicado_em=date(2026, 4, 1), **extra
        )

    assert "Informe o endereço da publicação ou anexe a página." in recusa(publicar())
    guardada = arquivo(implantacao.orgao)
    publicar(arquivo=guardada)()
    assert publicar(link="https://exemplo.invalid/1")().arquivo == guardada
