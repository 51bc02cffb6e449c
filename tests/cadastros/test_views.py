import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cadastros.models import (
    Carga,
    Configuracao,
    Diretorio,
    RascunhoDeCarga,
    TipoDeCarga,
    TipoDeConfiguracao,
    VerificacaoDoDiretorio,
)
from cadastros.servicos import cargas, conectividade
from seicidades.comum.papeis import Papel
from seicidades.fluxo import servicos as fluxo
from seicidades.fluxo.models import Andamento, Implantacao, ItemDaImplantacao
from seicidades.fluxo.nucleo.comandos import Comando, TipoDeComando
from tests.cadastros.factories import (
    ConfiguracaoFactory,
    DiretorioFactory,
    ExecucaoFactory,
    arquivo_de_unidades,
    arquivo_de_usuarios,
    csv,
    gravar_carga,
    unidade,
    usuario,
)
from tests.factories import UsuarioFactory, VinculoFactory

pytestmark = pytest.mark.django_db
UNIDADES, USUARIOS = TipoDeCarga.UNIDADES, TipoDeCarga.USUARIOS
CPF = "111.444.777-35"
PAGINAS = [
    ("unidades", ()),
    ("usuarios", ()),
    ("configuracoes_do_municipio", ()),
    ("configuracoes_da_prodesp", ()),
    ("configuracao", ("timbre",)),
    ("diretorio", ()),
    ("diretorio_conectado", ()),
    ("conectividade", ()),
    ("teste", ("dns",)),
]
CONFIGURACAO = {
    "situacao": "feita",
    "feita_em": "10/03/2026",
    "responsavel": "Ana Prado",
    "evidencia": "Imagem enviada.",
}
DIRETORIO = {"tipo": "nenhum", "forma_de_entrada": "govbr"}
VERIFICACAO = {"feita_em": "16/03/2026", "executor": "Marta Reis", "evidencia": "Visto."}
TESTE = {
    "resultado": "ok",
    "executado_em": "17/03/2026",
    "executor": "Carlos",
    "evidencia": "Sede.",
}


def url(cidade, nome, *args):
    return reverse(f"cadastros:{nome}", args=[cidade.implantacao.pk, *args])


def entrar(client, pessoa):
    client.force_login(pessoa)
    return client


def enviar(client, cidade, nome, conteudo, arquivo="dados.csv"):
    return client.post(url(cidade, nome), {"arquivo": SimpleUploadedFile(arquivo, conteudo)})


def situacao(cidade, item):
    return ItemDaImplantacao.objects.get(implantacao=cidade.implantacao, chave=item).situacao


def gravar(cidade, tipo, conteudo):
    item = "unidades_carregadas" if tipo == UNIDADES else "usuarios_carregados"
    por = cidade.gestor_sei if tipo == UNIDADES else cidade.gestor_ti
    with cidade.alterar(item, por):
        return gravar_carga(cidade.implantacao, tipo, conteudo, por)


@pytest.fixture
def com_arquivos(cidade):
    gravar(cidade, UNIDADES, arquivo_de_unidades("GAB", "SMA"))
    gravar(cidade, USUARIOS, csv(usuario("ana", c5=CPF), usuario("bia", "SMA")).encode())
    return cidade


# Quem entra


def test_estranho_recebe_404_em_toda_pagina(client, cidade):
    entrar(client, cidade.estranho)

    for nome, args in PAGINAS:
        assert client.get(url(cidade, nome, *args)).status_code == 404, nome
        assert client.post(url(cidade, nome, *args)).status_code == 404, nome


def test_quem_so_le_ve_a_pagina_e_nao_grava(client, cidade):
    entrar(client, cidade.observador)

    for nome, args in PAGINAS:
        pagina = client.get(url(cidade, nome, *args))
        assert pagina.status_code == 200, nome
        assert "Só para ler" in pagina.content.decode(), nome
        assert client.post(url(cidade, nome, *args)).status_code == 403, nome


@pytest.mark.parametrize("quem", ["gestor_sei", "gestor_ti", "representante", "gerente"])
def test_gente_da_cidade_ve_toda_pagina(client, com_arquivos, quem):
    entrar(client, getattr(com_arquivos, quem))

    for nome, args in PAGINAS:
        assert client.get(url(com_arquivos, nome, *args)).status_code == 200, nome


def test_papel_errado_recebe_403_com_a_razao(client, cidade):
    resposta = entrar(client, cidade.representante).post(url(cidade, "diretorio"), DIRETORIO)

    assert resposta.status_code == 403
    assert not Diretorio.objects.exists()


# Arquivos


def test_enviar_mostra_a_previa_e_gravar_registra_o_fato(client, cidade):
    entrar(client, cidade.gestor_sei)
    ida = enviar(client, cidade, "unidades", arquivo_de_unidades("GAB", "SMA"))
    rascunho = RascunhoDeCarga.objects.get()
    assert ida.url == url(cidade, "previa", rascunho.pk)
    assert not Carga.objects.exists()

    previa = client.get(ida.url)
    assert "Sem erros nem avisos" in previa.content.decode()
    resposta = client.post(ida.url, {"marca": previa.context["previa"].marca})

    assert resposta.url == reverse("fluxo:etapa", args=[cidade.implantacao.pk, "cadastros"])
    assert Carga.objects.get().gravada_por == cidade.gestor_sei
    assert situacao(cidade, "unidades_carregadas") == "pronto"
    registrado = Andamento.objects.get(tipo="fato_registrado")
    assert registrado.dados["pedido"]["resumo"] == "Arquivo de unidades, versão 1, gravada."


def test_previa_com_erros_mostra_a_tabela_e_nao_grava(client, cidade):
    entrar(client, cidade.gestor_sei)
    ida = enviar(client, cidade, "unidades", csv(unidade("GAB", c6="X")).encode())

    pagina = client.get(ida.url).content.decode()
    assert "Nada foi gravado: o arquivo tem erros" in pagina
    assert "6 · Usa o endereço do órgão" in pagina
    assert "<code>sim_ou_nao</code>" in pagina
    resposta = client.post(ida.url, {"marca": "x"})

    assert resposta.status_code == 200
    assert "1 erro e nada foi gravado" in resposta.content.decode()
    assert not Carga.objects.exists()


def test_avisos_pedem_a_marca_de_conferidos(client, cidade):
    entrar(client, cidade.gestor_sei)
    ida = enviar(client, cidade, "unidades", csv(unidade("GAB"), unidade("SMA")).encode())
    marca = client.get(ida.url).context["previa"].marca

    sem = client.post(ida.url, {"marca": marca})
    assert "marque que conferiu" in sem.content.decode()
    com = client.post(ida.url, {"marca": marca, "avisos_conferidos": "on"})

    assert com.status_code == 302
    assert Carga.objects.get().avisos == 1


def test_previa_velha_volta_com_a_marca_nova(client, cidade):
    entrar(client, cidade.gestor_sei)
    ida = enviar(client, cidade, "unidades", arquivo_de_unidades("GAB", "SMA"))

    resposta = client.post(ida.url, {"marca": "antiga"})

    assert "outra versão foi gravada" in resposta.content.decode()
    nova = resposta.context["previa"].marca
    assert f'value="{nova}"' in resposta.content.decode()
    assert client.post(ida.url, {"marca": nova}).status_code == 302


def test_mesmo_conteudo_nao_cria_versao_e_anota_a_conferencia(client, com_arquivos):
    entrar(client, com_arquivos.gestor_sei)
    ida = enviar(client, com_arquivos, "unidades", arquivo_de_unidades("GAB", "SMA"))
    previa = client.get(ida.url)
    assert "Este arquivo já está gravado" in previa.content.decode()

    client.post(ida.url, {"marca": previa.context["previa"].marca})

    assert Carga.objects.filter(tipo=UNIDADES).count() == 1
    ultimo = Andamento.objects.filter(tipo="fato_registrado").latest("seq")
    assert (
        ultimo.dados["pedido"]["resumo"] == "Arquivo de unidades, versão 1, conferida, sem mudança."
    )


def test_rascunho_e_so_de_quem_enviou(client, cidade):
    ida = enviar(entrar(client, cidade.gestor_sei), cidade, "unidades", arquivo_de_unidades())

    for outra in (cidade.gestor_ti, cidade.gerente, cidade.estranho):
        entrar(client, outra)
        assert client.get(ida.url).status_code == 404
        assert client.post(ida.url, {"marca": "x"}).status_code == 404
        assert client.post(ida.url + "descartar/").status_code == 404
    assert RascunhoDeCarga.objects.count() == 1


def test_pagina_lembra_do_arquivo_por_gravar_e_deixa_descartar(client, cidade):
    entrar(client, cidade.gestor_sei)
    ida = enviar(client, cidade, "unidades", arquivo_de_unidades())
    assert "Continuar com dados.csv" in client.get(url(cidade, "unidades")).content.decode()

    resposta = client.post(ida.url + "descartar/")

    assert resposta.url == url(cidade, "unidades")
    assert not RascunhoDeCarga.objects.exists()
    assert client.get(ida.url).status_code == 404


def test_so_planilha_e_aceita_e_o_erro_fica_no_campo(client, cidade):
    entrar(client, cidade.gestor_sei)

    resposta = enviar(client, cidade, "unidades", b"%PDF-1.7\n%%EOF\n", "unidades.pdf")

    assert resposta.status_code == 200
    assert resposta.context["form"].errors["arquivo"]


@pytest.mark.parametrize("quem", ["gestor_ti", "representante"])
def test_so_o_papel_do_item_envia(client, cidade, quem):
    entrar(client, getattr(cidade, quem))

    assert enviar(client, cidade, "unidades", arquivo_de_unidades()).status_code == 403
    assert not RascunhoDeCarga.objects.exists()


def test_gravar_duas_vezes_o_mesmo_envio_grava_uma(client, cidade):
    entrar(client, cidade.gestor_sei)
    ida = enviar(client, cidade, "unidades", arquivo_de_unidades())
    marca = client.get(ida.url).context["previa"].marca

    assert client.post(ida.url, {"marca": marca}).status_code == 302
    assert client.post(ida.url, {"marca": marca}).status_code == 404
    assert Carga.objects.count() == 1


def test_gerente_grava_em_nome_do_municipio_dizendo_como_soube(client, cidade):
    entrar(client, cidade.gerente)
    ida = enviar(client, cidade, "unidades", arquivo_de_unidades())
    dados = {"marca": client.get(ida.url).context["previa"].marca}
    assert client.post(ida.url, dados).status_code == 200
    assert not Carga.objects.exists()

    resposta = client.post(
        ida.url, dados | {"nome-origem": "oficio", "nome-comprovacao": "Ofício 12 da prefeitura."}
    )

    assert resposta.status_code == 302
    assert Andamento.objects.get(tipo="fato_registrado").em_nome_de == Papel.GESTOR_SEI


# Dados pessoais


@pytest.mark.parametrize("quem", ["gestor_ti", "gerente"])
def test_quem_responde_pelo_arquivo_ve_as_linhas_com_o_cpf_pela_metade(client, com_arquivos, quem):
    pagina = entrar(client, getattr(com_arquivos, quem)).get(url(com_arquivos, "usuarios"))

    assert "***.444.777-**" in pagina.content.decode()
    assert CPF not in pagina.content.decode()
    assert "11144477735" not in pagina.content.decode()


@pytest.mark.parametrize("quem", ["gestor_sei", "representante", "observador"])
def test_os_demais_veem_so_as_contagens(client, com_arquivos, quem):
    entrar(client, getattr(com_arquivos, quem))
    pagina = client.get(url(com_arquivos, "usuarios")).content.decode()

    assert "444.777" not in pagina
    assert '<th scope="row">ana</th>' not in pagina
    for nome in ("arquivo", "original"):
        assert client.get(url(com_arquivos, nome, "usuarios")).status_code == 403
    assert enviar(client, com_arquivos, "usuarios", arquivo_de_usuarios()).status_code == 403


def test_gerente_de_outra_carteira_nao_ve_as_linhas(client, com_arquivos):
    VinculoFactory(gerencia=True)
    entrar(client, UsuarioFactory(gerente=True))

    assert client.get(url(com_arquivos, "usuarios")).status_code == 200
    assert client.get(url(com_arquivos, "arquivo", "usuarios")).status_code == 403


def test_quem_perde_o_papel_perde_a_previa(client, cidade):
    gravar(cidade, UNIDADES, arquivo_de_unidades())
    entrar(client, cidade.gestor_ti)
    ida = enviar(client, cidade, "usuarios", arquivo_de_usuarios())
    vinculo = cidade.gestor_ti.vinculos.get()
    vinculo.papel = Papel.APOIO
    vinculo.save()

    assert client.get(ida.url).status_code == 403


def test_cpf_nao_vai_para_o_registro(com_arquivos):
    dados = str(list(Andamento.objects.order_by("seq").values_list("dados", flat=True)))

    assert "444.777" not in dados


# Entregas


def test_arquivo_para_o_sei_e_anexo_no_leiaute_exato(client, com_arquivos):
    resposta = entrar(client, com_arquivos.gerente).get(url(com_arquivos, "arquivo", "usuarios"))

    codigo = com_arquivos.implantacao.orgao.municipio.codigo_ibge
    assert resposta["Content-Disposition"] == f'attachment; filename="usuarios-{codigo}-v1.csv"'
    assert resposta["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in resposta["Cache-Control"]
    esperado = csv(usuario("ana", c5="11144477735"), usuario("bia", "SMA", c0="2"))
    assert resposta.content == esperado.encode()


def test_original_volta_byte_a_byte(client, com_arquivos):
    resposta = entrar(client, com_arquivos.gestor_sei).get(
        url(com_arquivos, "original", "unidades")
    )

    assert resposta.content == arquivo_de_unidades("GAB", "SMA")


@pytest.mark.parametrize("tipo", [UNIDADES, USUARIOS])
def test_modelo_tem_o_cabecalho_e_exemplo(client, cidade, tipo):
    resposta = entrar(client, cidade.representante).get(url(cidade, "modelo", tipo.value))

    assert len(resposta.content.decode().splitlines()) >= 2


@pytest.mark.parametrize("nome", ["arquivo", "original", "conferir"])
def test_sem_arquivo_gravado_nao_ha_o_que_entregar(client, cidade, nome):
    entrar(client, cidade.gestor_sei)

    assert client.get(url(cidade, nome, "unidades")).status_code == 404
    assert client.get(url(cidade, nome, "assuntos")).status_code == 404


@pytest.mark.parametrize("nome", ["arquivo", "original", "modelo", "conferir"])
def test_estranho_nao_baixa_nada(client, com_arquivos, nome):
    entrar(client, com_arquivos.estranho)

    assert client.get(url(com_arquivos, nome, "unidades")).status_code == 404


# Devolução


def devolver(cidade, item):
    """Conclui o resto à força dos fatos, envia e devolve o item."""
    implantacao = Implantacao.objects.get(pk=cidade.implantacao.pk)
    for tipo in TipoDeConfiguracao.objects.order_by("lado", "ordem"):
        ConfiguracaoFactory(implantacao=implantacao, tipo=tipo)
    DiretorioFactory(implantacao=implantacao, nenhum=True)
    for teste in conectividade.listar(implantacao):
        ExecucaoFactory(implantacao=implantacao, tipo=teste.tipo)
    fluxo.reavaliar(implantacao)

    def mandar(tipo, por, **dados):
        alvo = {k: dados.pop(k) for k in ("item", "etapa") if k in dados}
        comando = Comando(tipo, dados=dados, **alvo)
        fluxo.executar(implantacao, comando, por, chave=f"{tipo}{alvo}")

    arquivo = ["7c9e6679-7425-40de-944b-e07fc1f90ae7"]
    mandar(
        TipoDeComando.CONCLUIR_ITEM,
        cidade.gerente,
        item="carga_feita_no_sei",
        texto="Carregadas.",
        arquivos=arquivo,
    )
    mandar(TipoDeComando.CONCLUIR_ITEM, cidade.gestor_sei, item="acesso_conferido", texto="Todas.")
    mandar(TipoDeComando.ENVIAR_ETAPA, cidade.gestor_sei, etapa="cadastros")
    motivo = {"item": item, "codigo": "falta_informacao", "texto": "Confira."}
    mandar(TipoDeComando.DEVOLVER_ETAPA, cidade.gerente, etapa="cadastros", motivos=[motivo])


@pytest.mark.parametrize(
    ("item", "pagina", "args", "quem"),
    [
        ("unidades_carregadas", "conferir", ("unidades",), "gestor_sei"),
        ("usuarios_carregados", "conferir", ("usuarios",), "gestor_ti"),
        ("configuracoes_do_municipio", "configuracoes_do_municipio", (), "gestor_sei"),
        ("configuracoes_da_prodesp", "configuracoes_da_prodesp", (), "gerente"),
        ("conectividade_testada", "conectividade", (), "gestor_ti"),
    ],
)
def test_item_devolvido_volta_a_pronto_ao_confirmar_sem_mudar(
    client, com_arquivos, item, pagina, args, quem
):
    devolver(com_arquivos, item)
    assert situacao(com_arquivos, item) == "a_corrigir"
    entrar(client, getattr(com_arquivos, quem))
    assert "confirm" in client.get(url(com_arquivos, pagina, *args)).content.decode().lower()

    assert client.post(url(com_arquivos, pagina, *args)).status_code == 302

    assert situacao(com_arquivos, item) == "pronto"


# Listas


def test_registrar_um_assunto_volta_a_lista_com_o_proximo(client, cidade):
    entrar(client, cidade.gestor_sei)
    imagem = SimpleUploadedFile("brasao.csv", b"a,b\n1,2\n")

    resposta = client.post(
        url(cidade, "configuracao", "timbre"), CONFIGURACAO | {"arquivo": imagem}
    )

    assert resposta.url == url(cidade, "configuracoes_do_municipio")
    registro = Configuracao.objects.get()
    assert (registro.tipo.chave, registro.arquivo.nome) == ("timbre", "brasao.csv")
    lista = client.get(resposta.url)
    assert lista.context["feitos"] == 1
    assert "Formato da numeração dos processos" in lista.content.decode()
    assert "brasao.csv" in client.get(url(cidade, "configuracao", "timbre")).content.decode()


def test_assunto_da_prodesp_e_da_gerencia(client, cidade):
    resposta = entrar(client, cidade.gestor_sei).post(
        url(cidade, "configuracao", "orgao_criado"), CONFIGURACAO
    )
    assert resposta.status_code == 403

    resposta = entrar(client, cidade.gerente).post(
        url(cidade, "configuracao", "orgao_criado"), CONFIGURACAO
    )
    assert resposta.url == url(cidade, "configuracoes_da_prodesp")


def test_assunto_que_nao_existe_e_404(client, cidade):
    entrar(client, cidade.gestor_sei)

    assert client.get(url(cidade, "configuracao", "nada")).status_code == 404
    assert client.get(url(cidade, "teste", "nada")).status_code == 404


def test_lista_completa_deixa_o_item_pronto(client, cidade):
    entrar(client, cidade.gestor_sei)
    tipos = TipoDeConfiguracao.objects.filter(lado="municipio").order_by("ordem")
    for tipo in tipos:
        client.post(url(cidade, "configuracao", tipo.chave), CONFIGURACAO)

    assert situacao(cidade, "configuracoes_do_municipio") == "pronto"


# Diretório e rede


def test_sem_diretorio_resolve_os_dois_itens(client, cidade):
    entrar(client, cidade.gestor_ti).post(url(cidade, "diretorio"), DIRETORIO)

    assert situacao(cidade, "diretorio_informado") == "pronto"
    assert situacao(cidade, "diretorio_conectado") == "pronto"
    pagina = entrar(client, cidade.gerente).get(url(cidade, "diretorio_conectado"))
    assert "Sem diretório: não se aplica" in pagina.content.decode()


def test_diretorio_salvo_volta_preenchido(client, cidade):
    entrar(client, cidade.gestor_ti).post(url(cidade, "diretorio"), DIRETORIO)

    assert client.get(url(cidade, "diretorio")).context["form"]["tipo"].value() == "nenhum"


def test_verificacao_que_falha_fica_na_historia_e_a_seguinte_resolve(client, cidade):
    DiretorioFactory(implantacao=cidade.implantacao)
    entrar(client, cidade.gerente)
    endereco = url(cidade, "diretorio_conectado")
    client.post(endereco, VERIFICACAO | {"partes": ["porta_responde"]})
    assert situacao(cidade, "diretorio_conectado") == "aberto"
    assert "um login conhecido é encontrado" in client.get(endereco).content.decode()

    client.post(endereco, VERIFICACAO | {"partes": VerificacaoDoDiretorio.PARTES})

    assert situacao(cidade, "diretorio_conectado") == "pronto"


def test_verificar_sem_diretorio_diz_a_quem_pedir(client, cidade):
    resposta = entrar(client, cidade.gerente).post(url(cidade, "diretorio_conectado"), VERIFICACAO)

    assert "Peça ao Gestor de TI" in resposta.content.decode()


def test_teste_que_falha_mostra_o_que_fazer_ate_funcionar(client, cidade):
    DiretorioFactory(implantacao=cidade.implantacao, nenhum=True)
    entrar(client, cidade.gestor_ti)
    client.post(url(cidade, "teste", "relogio"), TESTE | {"resultado": "falhou"})
    lista = client.get(url(cidade, "conectividade")).content.decode()
    assert "Ligue a sincronização automática com ntp.br." in lista
    assert "Portas do diretório" not in lista

    for teste in conectividade.listar(cidade.implantacao):
        client.post(url(cidade, "teste", teste.tipo.chave), TESTE)

    assert situacao(cidade, "conectividade_testada") == "pronto"
    historia = client.get(url(cidade, "teste", "relogio")).content.decode()
    assert "falhou" in historia
    assert "funcionou" in historia


def test_arquivo_grande_pagina_as_linhas(client, cidade, django_assert_max_num_queries):
    gravar(cidade, UNIDADES, arquivo_de_unidades(*(f"U{n}" for n in range(120))))
    entrar(client, cidade.gestor_sei)

    with django_assert_max_num_queries(20):
        pagina = client.get(url(cidade, "unidades"), {"pagina": "2"}).content.decode()

    assert '<th scope="row">U50</th>' in pagina
    assert '<th scope="row">U49</th>' not in pagina


def test_unidade_que_some_abre_de_novo_o_item_dos_usuarios(client, com_arquivos):
    assert situacao(com_arquivos, "usuarios_carregados") == "pronto"
    entrar(client, com_arquivos.gestor_sei)
    ida = enviar(client, com_arquivos, "unidades", arquivo_de_unidades("GAB"))
    marca = client.get(ida.url).context["previa"].marca
    client.post(ida.url, {"marca": marca, "avisos_conferidos": "on"})

    assert situacao(com_arquivos, "usuarios_carregados") == "aberto"
    pagina = entrar(client, com_arquivos.gestor_ti).get(url(com_arquivos, "usuarios"))
    assert "já não tem: SMA" in pagina.content.decode()
    assert cargas.vigente(com_arquivos.implantacao, USUARIOS).usuarios_sem_unidade == 1
