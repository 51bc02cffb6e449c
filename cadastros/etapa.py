"""O que a etapa de cadastros e configurações pede."""

from cadastros.servicos import apurar
from seicidades.fluxo.declaracao import (
    DiasUteis,
    Etapa,
    Fonte,
    Item,
    Lado,
    Origem,
    Papel,
    registrar,
)

PROGRAMA = Fonte(Origem.PROGRAMA, "Página do programa SEI Cidades")
MACROS = Fonte(Origem.MANUAL, "Macros de carga do SEI e do SIP, Processo Eletrônico Nacional")
MANUAL_DO_SEI = Fonte(Origem.MANUAL, "Documentação do SEI, Processo Eletrônico Nacional")

CADASTROS = registrar(
    Etapa(
        chave="cadastros",
        titulo="Cadastros e configurações",
        descricao=(
            "A estrutura, as pessoas e os ajustes com que o SEI do município vai nascer, e a "
            "certeza de que a rede o alcança."
        ),
        ordem=4,
        apurar=apurar,
        itens=(
            Item(
                chave="unidades_carregadas",
                titulo="Preparar o arquivo de unidades",
                ajuda=(
                    "As secretarias, departamentos e setores, e quem responde a quem. O arquivo é "
                    "conferido aqui linha por linha, antes de ir para o SEI. Fica pronto quando "
                    "é gravado sem erros."
                ),
                papel=Papel.GESTOR_SEI,
                prazo=DiasUteis(20),
                pagina="cadastros:unidades",
                por_fato=True,
                minutos=120,
                fonte=PROGRAMA,
            ),
            Item(
                chave="usuarios_carregados",
                titulo="Preparar o arquivo de usuários",
                ajuda=(
                    "Cada pessoa que vai usar o SEI, com login, unidade e perfil. Sem a primeira "
                    "permissão, a pessoa nem aparece no sistema. Fica pronto quando é gravado sem "
                    "erros e todas as unidades existem."
                ),
                papel=Papel.GESTOR_TI,
                prazo=DiasUteis(20),
                depende_de=("unidades_carregadas",),
                pagina="cadastros:usuarios",
                por_fato=True,
                minutos=120,
                fonte=PROGRAMA,
            ),
            Item(
                chave="configuracoes_do_municipio",
                titulo="Registrar as configurações do município",
                ajuda=(
                    "As escolhas que só o município pode fazer: numeração, timbre, cargos, tipos "
                    "e feriados, entre outras. Cada assunto fica com data, quem fez e o que "
                    "comprova, ou com o motivo de não se aplicar."
                ),
                papel=Papel.GESTOR_SEI,
                prazo=DiasUteis(15),
                pagina="cadastros:configuracoes_do_municipio",
                por_fato=True,
                minutos=90,
                fonte=PROGRAMA,
            ),
            Item(
                chave="configuracoes_da_prodesp",
                titulo="Aplicar as configurações no SEI",
                ajuda=(
                    "O que a Prodesp ajusta no sistema com o que o município escolheu: órgão, "
                    "numeração, e-mails, anexos e parâmetros. Cada assunto fica com data, quem "
                    "fez e o que comprova."
                ),
                papel=Papel.GERENTE,
                lado=Lado.PRODESP,
                prazo=DiasUteis(10),
                depende_de=("configuracoes_do_municipio",),
                pagina="cadastros:configuracoes_da_prodesp",
                por_fato=True,
                minutos=90,
                fonte=MANUAL_DO_SEI,
            ),
            Item(
                chave="diretorio_informado",
                titulo="Informar como as pessoas entram no SEI",
                ajuda=(
                    "Se a prefeitura tem um diretório (AD ou LDAP), os dados para o SEI consultar "
                    "as senhas nele. Se não tem, basta dizer: as pessoas entram pelo gov.br ou "
                    "com senha própria. A senha do serviço nunca é escrita aqui."
                ),
                papel=Papel.GESTOR_TI,
                prazo=DiasUteis(10),
                pagina="cadastros:diretorio",
                por_fato=True,
                minutos=30,
                fonte=PROGRAMA,
            ),
            Item(
                chave="diretorio_conectado",
                titulo="Verificar a conexão com o diretório",
                ajuda=(
                    "A Prodesp confirma que alcança o diretório, encontra um login e recusa uma "
                    "senha errada. Sem diretório não há o que verificar, e o item se resolve "
                    "sozinho."
                ),
                papel=Papel.GERENTE,
                lado=Lado.PRODESP,
                prazo=DiasUteis(10),
                depende_de=("diretorio_informado",),
                pagina="cadastros:diretorio_conectado",
                por_fato=True,
                minutos=30,
                fonte=MANUAL_DO_SEI,
            ),
            Item(
                chave="conectividade_testada",
                titulo="Testar a rede até o SEI",
                ajuda=(
                    "Uma lista curta de testes feitos nos prédios da prefeitura, para que ninguém "
                    "descubra no primeiro dia que o SEI não abre. Fica pronto quando todos os que "
                    "se aplicam funcionam; os que falham dizem o que fazer."
                ),
                papel=Papel.GESTOR_TI,
                prazo=DiasUteis(10),
                depende_de=("diretorio_informado",),
                pagina="cadastros:conectividade",
                por_fato=True,
                minutos=60,
                fonte=PROGRAMA,
            ),
            Item(
                chave="carga_feita_no_sei",
                titulo="Carregar unidades e usuários no SEI",
                ajuda=(
                    "A Prodesp baixa os dois arquivos já conferidos e os carrega no SIP e no SEI. "
                    "Conte quantas linhas entraram e anexe o relatório da carga."
                ),
                papel=Papel.GERENTE,
                lado=Lado.PRODESP,
                prazo=DiasUteis(5),
                depende_de=("unidades_carregadas", "usuarios_carregados"),
                exige_arquivo=True,
                minutos=60,
                fonte=MACROS,
            ),
            Item(
                chave="acesso_conferido",
                titulo="Entrar no SEI com uma pessoa de cada unidade",
                ajuda=(
                    "Uma pessoa de cada unidade entra, vê a própria unidade e cria um documento "
                    "de teste. É assim que se acha permissão, cargo ou unidade trocada antes de "
                    "o público notar. Conte quem testou e o que foi corrigido."
                ),
                papel=Papel.GESTOR_SEI,
                prazo=DiasUteis(5),
                depende_de=(
                    "carga_feita_no_sei",
                    "configuracoes_da_prodesp",
                    "diretorio_conectado",
                    "conectividade_testada",
                ),
                minutos=60,
            ),
        ),
    )
)
